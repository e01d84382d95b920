package io.paretoscope.sweep;

import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.replica.ReplicaPlace;
import io.paretoscope.telemetry.SilentTelemetry;
import io.paretoscope.telemetry.Traces;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Samples of points for tests; what is not said is as it should be, and telemetry is silent. */
public final class TestSamples {
    private TestSamples() {}

    /** Windows one after another, each of one of {@code batches}. */
    public static List<TimedWindow> windows(List<StepTimes> batches) {
        List<TimedWindow> windows = new ArrayList<>();
        long start = 0;
        for (StepTimes batch : batches) {
            windows.add(window(start, List.of(batch)));
            start += batch.totalNanos();
        }
        return windows;
    }

    /** A window of batches without a pause between them. */
    public static TimedWindow window(long start, List<StepTimes> batches) {
        long nanos = batches.stream().mapToLong(StepTimes::totalNanos).sum();
        return new TimedWindow(start, start + nanos, TimedWindow.End.COMPLETE, batches, 0);
    }

    /** A point of one window for each batch. */
    public static PointSamples of(List<StepTimes> batches, Reading peakMemory) {
        return of(windows(batches), peakMemory, SilentTelemetry.TRACES);
    }

    /** A point of several replicas. */
    public static PointSamples ofReplicas(List<JointWindow> windows, List<ReplicaPlace> places, Reading peakMemory) {
        return new PointSamples(windows, places, 1, new WarmUpRecord(1, 2, true), new Reading.Value(0, 1), peakMemory,
                new Reading.Unavailable(SilentTelemetry.REASON), new AnswerCheck.Agreed(1, 4, 0),
                SilentTelemetry.TRACES, new Neighbours(List.of(), Optional.empty()), List.of(), Optional.empty(),
                EngineUse.as(EngineKind.TORCHSCRIPT));
    }

    /** The same, decoded by that. */
    public static PointSamples decodedBy(EngineUse use, PointSamples samples) {
        return new PointSamples(samples.windows(), samples.places(), samples.loadNanos(), samples.warmUp(),
                samples.memoryBefore(), samples.peakMemory(), samples.idleWatts(), samples.answers(), samples.traces(),
                samples.neighbours(), samples.workerErrors(), samples.notCooled(), use);
    }

    /** A point of those windows. */
    public static PointSamples of(List<TimedWindow> windows, Reading peakMemory, Traces traces) {
        return new PointSamples(windows.stream().map(JointWindow::of).toList(), List.of(ReplicaPlace.ANYWHERE), 1,
                new WarmUpRecord(1, 2, true), new Reading.Value(0, 1), peakMemory,
                new Reading.Unavailable(SilentTelemetry.REASON), new AnswerCheck.Agreed(1, 4, 0), traces,
                new Neighbours(List.of(), Optional.empty()), List.of(), Optional.empty(),
                EngineUse.as(EngineKind.TORCHSCRIPT));
    }
}
