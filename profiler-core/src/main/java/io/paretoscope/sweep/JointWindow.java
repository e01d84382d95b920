package io.paretoscope.sweep;

import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import java.util.ArrayList;
import java.util.List;

/**
 * One repeat of a point: what each replica did, and the time in which all of them did something. It begins when the last has
 * begun and ends when the first ends; only what falls into it counts (R10). With one replica it is that one's window.
 *
 * <p>A step that begins before or ends after it counts by its share inside: its tokens times the time inside over its time. The host
 * needs some microseconds between two batches; they are taken to be the same between all of a window.
 *
 * @param replicas the window of each replica, in the order of the point's replicas; of one clock
 */
public record JointWindow(List<TimedWindow> replicas) {
    public JointWindow {
        replicas = List.copyOf(replicas);
        if (replicas.isEmpty()) {
            throw new IllegalArgumentException("a repeat without a replica");
        }
    }

    /** The window of a point without replicas. */
    public static JointWindow of(TimedWindow window) {
        return new JointWindow(List.of(window));
    }

    /** When the last replica had begun. */
    public long startNanos() {
        return replicas.stream().mapToLong(TimedWindow::startNanos).max().orElseThrow();
    }

    /** When the first replica ended; after {@link #startNanos}, or else replicas never ran together. */
    public long endNanos() {
        return replicas.stream().mapToLong(TimedWindow::endNanos).min().orElseThrow();
    }

    /** How long all of them ran together. */
    public long nanos() {
        return endNanos() - startNanos();
    }

    /** Whether all of them ran together at all. */
    public boolean joint() {
        return nanos() > 0;
    }

    /** The same by a clock that shows {@code offset} more. */
    public JointWindow shifted(long offset) {
        return new JointWindow(replicas.stream().map(window -> window.shifted(offset)).toList());
    }

    /** All batches of all replicas. */
    public List<StepTimes> batches() {
        return replicas.stream().flatMap(window -> window.batches().stream()).toList();
    }

    /** Batches of all replicas whose tokens were not those of the replica's first. */
    public int differing() {
        return replicas.stream().mapToInt(TimedWindow::differing).sum();
    }

    /** Whether some replica's window was ended by its time limit. */
    public boolean timeLimited() {
        return replicas.stream().anyMatch(window -> window.end() == TimedWindow.End.TIME_LIMIT);
    }

    /** What all replicas did in it. */
    public Work work() {
        return replicas.stream().map(this::work).reduce(Work.NONE, Work::and);
    }

    /** What one replica did in it. */
    public Work work(int replica) {
        return work(replicas.get(replica));
    }

    /** What these replicas did in it together. */
    public Work work(List<Integer> some) {
        return some.stream().map(this::work).reduce(Work.NONE, Work::and);
    }

    private Work work(TimedWindow window) {
        Tally tally = new Tally(startNanos(), endNanos());
        long pause = window.nanos() - window.batches().stream().mapToLong(StepTimes::totalNanos).sum();
        int count = window.batches().size();
        long ran = 0;
        for (int i = 0; i < count; i++) {
            StepTimes batch = window.batches().get(i);
            tally.batch(batch, window.startNanos() + ran + Math.round(pause * (i + 1.0) / count));
            ran += batch.totalNanos();
        }
        return tally.work();
    }

    /**
     * What was done in a time.
     *
     * @param outputTokens generated
     * @param decodeTokens those of them that decode steps generated
     * @param promptTokens read
     * @param requests finished
     * @param decodeNanos time in decode steps, summed over replicas
     * @param prefills each prefill that ended in it, in nanoseconds
     * @param steps each decode step that ended in it
     * @param requestNanos each batch that ended in it, from prefill to last token
     */
    public record Work(double outputTokens, double decodeTokens, double promptTokens, double requests,
            double decodeNanos, List<Long> prefills, List<Long> steps, List<Long> requestNanos) {

        static final Work NONE = new Work(0, 0, 0, 0, 0, List.of(), List.of(), List.of());

        public Work {
            prefills = List.copyOf(prefills);
            steps = List.copyOf(steps);
            requestNanos = List.copyOf(requestNanos);
        }

        /** Both together. */
        Work and(Work other) {
            return new Work(outputTokens + other.outputTokens, decodeTokens + other.decodeTokens,
                    promptTokens + other.promptTokens, requests + other.requests, decodeNanos + other.decodeNanos,
                    joined(prefills, other.prefills), joined(steps, other.steps),
                    joined(requestNanos, other.requestNanos));
        }

        private static List<Long> joined(List<Long> some, List<Long> others) {
            if (some.isEmpty()) {
                return others;
            }
            List<Long> all = new ArrayList<>(some);
            all.addAll(others);
            return all;
        }
    }

    /** Counts what falls between two times. */
    private static final class Tally {
        private final long from;
        private final long to;
        private double outputTokens;
        private double decodeTokens;
        private double promptTokens;
        private double requests;
        private double decodeNanos;
        private final List<Long> prefills = new ArrayList<>();
        private final List<Long> steps = new ArrayList<>();
        private final List<Long> requestNanos = new ArrayList<>();

        Tally(long from, long to) {
            this.from = from;
            this.to = to;
        }

        void batch(StepTimes batch, long start) {
            requests += batch.batch() * share(start, batch.totalNanos(), requestNanos);
            double prefill = share(start, batch.prefillNanos(), prefills);
            // As many from prefill as from every step.
            double tokens = (double) batch.outputTokens() / (batch.stepNanos().size() + 1);
            promptTokens += batch.promptTokens() * prefill;
            outputTokens += tokens * prefill;
            long at = start + batch.prefillNanos();
            for (Long nanos : batch.stepNanos()) {
                double step = share(at, nanos, steps);
                decodeTokens += tokens * step;
                outputTokens += tokens * step;
                decodeNanos += nanos * step;
                at += nanos;
            }
        }

        /** How much of a piece of work lies inside; takes note of it where it ended inside. */
        private double share(long start, Long took, List<Long> ended) {
            long nanos = took;
            long end = start + nanos;
            if (end > from && end <= to) {
                ended.add(took);
            }
            if (start >= from && end <= to) {
                return 1;
            }
            long inside = Math.min(end, to) - Math.max(start, from);
            return inside <= 0 || nanos == 0 ? 0 : (double) inside / nanos;
        }

        Work work() {
            return new Work(outputTokens, decodeTokens, promptTokens, requests, decodeNanos, prefills, steps,
                    requestNanos);
        }
    }
}
