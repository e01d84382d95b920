package io.paretoscope.store;

import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.SweepPlan;
import java.util.List;
import java.util.Optional;

/**
 * A run as it was read back.
 *
 * @param summary its line in the list
 * @param plan what was to be measured
 * @param conditions under what it was measured
 * @param message why it ended early; empty otherwise
 * @param results its finished points, in the order of the plan
 * @param selfTest result of the self-test that was made with it, as JSON
 */
public record StoredRun(RunSummary summary, SweepPlan plan, Conditions conditions, String message,
        List<PointResult> results, Optional<String> selfTest) {
    public StoredRun {
        results = List.copyOf(results);
    }

    /** A run without a self-test. */
    public StoredRun(RunSummary summary, SweepPlan plan, Conditions conditions, String message,
            List<PointResult> results) {
        this(summary, plan, conditions, message, results, Optional.empty());
    }
}
