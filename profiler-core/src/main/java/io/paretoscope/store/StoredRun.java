package io.paretoscope.store;

import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.SweepPlan;
import java.util.List;

/**
 * A run as it was read back.
 *
 * @param summary its line in the list
 * @param plan what was to be measured
 * @param conditions under what it was measured
 * @param message why it ended early; empty otherwise
 * @param results its finished points, in the order of the plan
 */
public record StoredRun(RunSummary summary, SweepPlan plan, Conditions conditions, String message,
        List<PointResult> results) {
    public StoredRun {
        results = List.copyOf(results);
    }
}
