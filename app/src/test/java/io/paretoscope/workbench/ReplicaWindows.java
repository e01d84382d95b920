package io.paretoscope.workbench;

import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.ReplicaPlace;
import io.paretoscope.sweep.JointWindow;
import io.paretoscope.sweep.Point;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * Made-up windows of replicas, for tests: they slow each other down by a rule of their mode, and the later ones of equal replicas
 * are a little slower than the first.
 */
final class ReplicaWindows {
    private static final int REPEATS = 3;
    private static final long PAUSE = 250_000_000;
    private static final double DRIFT = 0.003;
    private static final double UNFAIRNESS = 0.02;
    private static final int CORES_EACH = 2;

    private ReplicaWindows() {}

    /**
     * Three repeats.
     *
     * @param stepAlone nanoseconds of a decode step of one replica of a part that has the device for itself
     * @param leastNanos how long each lasts at least
     */
    static List<JointWindow> of(Point point, ToLongFunction<Part> stepAlone, long leastNanos) {
        List<JointWindow> windows = new ArrayList<>();
        long start = 0;
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            List<TimedWindow> replicas = new ArrayList<>();
            for (int i = 0; i < point.placement().total(); i++) {
                Part part = point.parts().get(point.partOfReplica().get(i));
                double slower = crowding(point) * (1 + UNFAIRNESS * i) * (1 + DRIFT * repeat);
                replicas.add(window(point, part, start, Math.round(stepAlone.applyAsLong(part) * slower), leastNanos));
            }
            JointWindow window = new JointWindow(replicas);
            windows.add(window);
            start = replicas.stream().mapToLong(TimedWindow::endNanos).max().orElseThrow() + PAUSE;
        }
        return windows;
    }

    /** How much longer a step takes than alone. */
    private static double crowding(Point point) {
        double each = switch (point.placement().mode()) {
            case STREAMS -> 0.72;
            case PROCESSES -> 1.04;
            case MPS -> 0.8;
            case MIG -> 0.9;
        };
        return Math.max(1, point.placement().total() * each);
    }

    private static TimedWindow window(Point point, Part part, long start, long step, long leastNanos) {
        int steps = point.outputTokens() - 1;
        StepTimes batch = new StepTimes(part.batch(), (long) part.batch() * point.promptTokens(),
                (long) part.batch() * point.outputTokens(), 3 * step, Collections.nCopies(steps, step),
                (3L + steps) * step);
        int batches = (int) Math.max(4, leastNanos / batch.totalNanos());
        return new TimedWindow(start, start + batches * batch.totalNanos(), TimedWindow.End.COMPLETE,
                Collections.nCopies(batches, batch), 0);
    }

    /** Each replica on two cores of its own, in as many processes as the mode has. */
    static List<ReplicaPlace> places(Point point) {
        return IntStream.range(0, point.placement().total())
                .mapToObj(i -> new ReplicaPlace(point.partOfReplica().get(i),
                        point.placement().mode().separateProcesses() ? i : 0,
                        List.of(CORES_EACH * i, CORES_EACH * i + 1)))
                .toList();
    }
}
