package io.paretoscope.sweep;

import io.paretoscope.engine.StepTimes;
import java.util.List;

/**
 * Everything measured at a point, raw. All reported numbers are computed from this by {@link PointMetrics#of}.
 *
 * @param runs the measured runs, in order; at least one
 * @param loadNanos what loading the model took when this worker opened it; the same for all points of one worker
 * @param warmUpNanos what warming up took, outside the measured runs
 * @param warmUpRuns runs thrown away as warm-up
 * @param peakMemory most device memory in use, in bytes, by the end of the point
 */
public record PointSamples(List<StepTimes> runs, long loadNanos, long warmUpNanos, int warmUpRuns,
        Reading peakMemory) {
    public PointSamples {
        runs = List.copyOf(runs);
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("a measured point has at least one run");
        }
    }
}
