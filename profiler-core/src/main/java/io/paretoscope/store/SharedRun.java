package io.paretoscope.store;

import io.paretoscope.sweep.PointResult;
import java.util.List;
import java.util.UUID;

/**
 * What a run file holds.
 *
 * @param store the store that the run was measured into
 * @param run everything of it but its points; its number and change are those of that store
 * @param results its finished points
 */
record SharedRun(UUID store, RunRow run, List<PointResult> results) {
    SharedRun {
        results = List.copyOf(results);
    }
}
