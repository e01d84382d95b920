package io.paretoscope.sweep;

import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.replica.ReplicaPlace;
import io.paretoscope.telemetry.ClockEvent;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Traces;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything measured at a point, raw. All reported numbers are computed from this by {@link PointMetrics#of}, and the
 * verdict by {@link Verdict#of}. Times of windows and traces are of one monotonic clock, whose 0 is the start of the first
 * window.
 *
 * @param windows the repeats, in order; at least one
 * @param places where each replica ran; as many as there are windows in a repeat
 * @param loadNanos what loading the model took when this worker opened it; the same for all points of one worker
 * @param warmUp what warming up took
 * @param memoryBefore device memory in use before the run's first model was loaded, in bytes; on the CPU, where only what
 *     workers use is counted, 0
 * @param peakMemory most device memory in use, in bytes, by the end of the point
 * @param idleWatts power of the device before the run's first model was loaded; shown, never subtracted (R20)
 * @param answers whether the batch generated what it should
 * @param traces what the device reported from a little before the first window to a little after the last
 * @param neighbours what else computed on the device
 * @param workerErrors lines that the worker logged as errors meanwhile
 * @param notCooled why a window began warmer than was asked for; empty where none did
 * @param engine which kind of engine decoded, beside the one that was asked for
 */
public record PointSamples(List<JointWindow> windows, List<ReplicaPlace> places, long loadNanos, WarmUpRecord warmUp,
        Reading memoryBefore, Reading peakMemory, Reading idleWatts, AnswerCheck answers, Traces traces,
        Neighbours neighbours, List<String> workerErrors, Optional<String> notCooled, EngineUse engine) {
    public PointSamples {
        windows = List.copyOf(windows);
        places = List.copyOf(places);
        workerErrors = List.copyOf(workerErrors);
        if (windows.isEmpty()) {
            throw new IllegalArgumentException("a measured point has at least one window");
        }
        for (JointWindow window : windows) {
            if (window.replicas().size() != places.size()) {
                throw new IllegalArgumentException(
                        "windows of " + window.replicas().size() + " replicas, and places of "
                                + places.size());
            }
        }
    }

    /**
     * In what share of the samples within windows each clock event was there; empty where the device does not tell, or no sample fell
     * into a window.
     */
    public Optional<Map<ClockEvent, Double>> clockEvents() {
        DeviceMetrics device = new DeviceMetrics(traces, windows);
        return traces.find(Quantity.CLOCK_EVENTS)
                .map(device::within)
                .filter(samples -> samples.length > 0)
                .map(ClockEvent::shares);
    }

    /** How many replicas ran. */
    public int replicas() {
        return places.size();
    }
}
