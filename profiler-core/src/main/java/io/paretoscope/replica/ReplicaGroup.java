package io.paretoscope.replica;

import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.MemoryUse;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.engine.WindowRule;
import io.paretoscope.worker.ModelWorker;
import io.paretoscope.worker.RemoteEngine;
import io.paretoscope.worker.WorkerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of a point, loaded and ready: what one of them is asked, all are asked, at the same time. One that fails, dies or
 * hangs ends the call for all; the group is of no more use then and has to be closed.
 *
 * <p>Calls come from one thread at a time; {@link #kill} may come from any.
 */
public final class ReplicaGroup implements AutoCloseable {
    /** Far apart in any generator: 2^64 over the golden ratio. */
    private static final long SEED_STRIDE = 0x9E3779B97F4A7C15L;

    private final List<ModelWorker> workers;
    private final List<ReplicaSeat> seats;
    private final ReplicaLimits limits;
    private final @Nullable MpsSession mps;
    private final long loadNanos;

    /**
     * A group of loaded replicas.
     *
     * @param workers their processes
     * @param mps closed after them, where they run under it
     */
    ReplicaGroup(List<ModelWorker> workers, List<ReplicaSeat> seats, ReplicaLimits limits, @Nullable MpsSession mps,
            long loadNanos) {
        this.workers = List.copyOf(workers);
        this.seats = List.copyOf(seats);
        this.limits = limits;
        this.mps = mps;
        this.loadNanos = loadNanos;
    }

    /** Seeds the prompts of a replica: every one has its own, and the first those of a point without replicas. */
    public static long seed(long seed, int replica) {
        return seed ^ (replica * SEED_STRIDE);
    }

    /** What loading took, of the replica that took longest. */
    public long loadNanos() {
        return loadNanos;
    }

    /** Where each replica runs. */
    public List<ReplicaPlace> places() {
        return seats.stream().map(seat -> new ReplicaPlace(seat.process(), seat.cpus())).toList();
    }

    /** Allocates every replica's KV cache, in place of the one before. */
    public void configure(List<Integer> batches, int maxTokens) throws WorkerException {
        each("allocating its KV cache", i -> engine(i).configureCall(batches.get(i), maxTokens));
    }

    /** Runs one timed batch on every replica at once. */
    public List<StepTimes> run(long seed, int promptTokens, int outputTokens) throws WorkerException {
        return each("running a batch", i -> () -> seats.get(i).engine().run(seed(seed, i), promptTokens,
                outputTokens));
    }

    /**
     * Measures a window on every replica. All begin together, and none ends before the rule is met for every one, so that each
     * is saturated while it counts.
     *
     * @return the windows, of one clock
     */
    public List<TimedWindow> measure(long seed, int promptTokens, int outputTokens, WindowRule rule)
            throws WorkerException {
        if (seats.size() == 1) {
            return all("measuring", limits.window(rule.mostNanos()),
                    _ -> () -> seats.getFirst().engine().measure(seed, promptTokens, outputTokens, rule));
        }
        List<RemoteEngine.HeldWindow> windows = each("running the first batch", i -> () -> seats.get(i)
                .engine()
                .arm(seed(seed, i), promptTokens, outputTokens, rule));
        all("measuring", limits.window(rule.mostNanos()), i -> () -> {
            windows.get(i).untilMet();
            return true;
        });
        return each("ending its window", i -> windows.get(i)::end);
    }
}
