package io.paretoscope.sweep;

import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.telemetry.Traces;
import java.util.List;
import java.util.Optional;

/**
 * Everything measured at a point, raw. All reported numbers are computed from this by {@link PointMetrics#of}, and the
 * verdict by {@link Verdict#of}. Times of windows and traces are of one monotonic clock, whose 0 is the start of the first
 * window.
 *
 * @param windows the repeats, in order; at least one
 * @param loadNanos what loading the model took when this worker opened it; the same for all points of one worker
 * @param warmUp what warming up took
 * @param peakMemory most device memory in use, in bytes, by the end of the point
 * @param idleWatts power of the device before the run's first model was loaded; shown, never subtracted (R20)
 * @param answers whether the batch generated what it should
 * @param traces what the device reported from a little before the first window to a little after the last
 * @param neighbours what else computed on the device
 * @param workerErrors lines that the worker logged as errors meanwhile
 * @param notCooled why a window began warmer than was asked for; empty where none did
 */
public record PointSamples(List<TimedWindow> windows, long loadNanos, WarmUpRecord warmUp, Reading peakMemory,
        Reading idleWatts, AnswerCheck answers, Traces traces, Neighbours neighbours, List<String> workerErrors,
        Optional<String> notCooled) {
    public PointSamples {
        windows = List.copyOf(windows);
        workerErrors = List.copyOf(workerErrors);
        if (windows.isEmpty()) {
            throw new IllegalArgumentException("a measured point has at least one window");
        }
    }
}
