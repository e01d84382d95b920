package io.paretoscope.sweep;

import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.replica.ReplicaLauncher;
import io.paretoscope.replica.ReplicaLimits;
import io.paretoscope.replica.ReplicaPlace;
import io.paretoscope.telemetry.MigInstances;
import io.paretoscope.telemetry.SilentTelemetry;
import io.paretoscope.worker.CpuCores;
import io.paretoscope.worker.WorkerException;
import io.paretoscope.worker.WorkerLauncher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Replicas for tests on a machine without a GPU: there is neither MPS nor MIG. */
public final class TestReplicas {
    private TestReplicas() {}

    /** Replicas whose workers {@code launcher} starts. */
    public static ReplicaLauncher of(WorkerLauncher launcher) {
        return of(launcher, ReplicaLimits.DEFAULT);
    }

    /** The same, with other limits. */
    public static ReplicaLauncher of(WorkerLauncher launcher, ReplicaLimits limits) {
        return new ReplicaLauncher(launcher, () -> {
            throw new WorkerException("this machine has no MPS", null);
        }, _ -> new MigInstances.None("this machine has no MIG instance"), CpuCores::ofThisProcess,
                limits);
    }

    /**
     * Samples of a point, every replica of which runs one batch in each window.
     *
     * @param batch what a replica does there, by the index of its part
     */
    public static PointSamples samples(Point point, int repeats, IntFunction<StepTimes> batch, Reading peakMemory) {
        boolean apart = point.placement().mode().separateProcesses();
        List<Integer> parts = point.partOfReplica();
        List<ReplicaPlace> places = IntStream.range(0, parts.size())
                .mapToObj(i -> new ReplicaPlace(parts.get(i), apart ? i : 0, List.of()))
                .toList();
        List<JointWindow> windows = new ArrayList<>();
        long start = 0;
        for (int i = 0; i < repeats; i++) {
            long begin = start;
            JointWindow window = new JointWindow(
                    parts.stream().map(part -> TestSamples.window(begin, List.of(batch.apply(part)))).toList());
            windows.add(window);
            start = window.replicas().stream().mapToLong(TimedWindow::endNanos).max().orElseThrow();
        }
        return new PointSamples(windows, places, 1, new WarmUpRecord(1, 2, true), new Reading.Value(0, 1), peakMemory,
                new Reading.Unavailable(SilentTelemetry.REASON), new AnswerCheck.Agreed(1, 4, 0),
                SilentTelemetry.TRACES,
                new Neighbours(List.of(), Optional.empty()), List.of(), Optional.empty(),
                EngineUse.as(point.engine()));
    }
}
