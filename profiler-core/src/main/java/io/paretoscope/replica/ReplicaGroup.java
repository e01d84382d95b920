package io.paretoscope.replica;

import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.MemoryUse;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.engine.WindowRule;
import io.paretoscope.worker.ModelWorker;
import io.paretoscope.worker.RemoteEngine;
import io.paretoscope.worker.WorkerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The replicas of a point, loaded and ready: what one of them is asked, all are asked, at the same time. One that fails, dies or
 * hangs ends the call for all; the group is of no more use then and has to be closed.
 *
 * <p>Calls come from one thread at a time; {@link #kill} may come from any.
 */
public final class ReplicaGroup implements AutoCloseable {
    /** Seeds that are this far apart have nothing in common in any generator: 2^64 over the golden ratio. */
    private static final long SEED_STRIDE = 0x9E3779B97F4A7C15L;

    /** In which the guard of an MPS daemon ends its servers and tells of its death. */
    private static final Duration DEATH_NOTICE = Duration.ofSeconds(3);

    private final List<ModelWorker> workers;
    private final List<ReplicaSeat> seats;
    private final ReplicaLimits limits;
    private final Optional<MpsSession> mps;
    private final long loadNanos;

    /**
     * A group of loaded replicas, all of which it closes.
     *
     * @param workers their processes
     * @param mps closed after them, where they run under it
     */
    ReplicaGroup(List<ModelWorker> workers, List<ReplicaSeat> seats, ReplicaLimits limits, Optional<MpsSession> mps,
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

    /** What loading took, of the replica that took longest, in nanoseconds. */
    public long loadNanos() {
        return loadNanos;
    }

    /** Where each replica runs. */
    public List<ReplicaPlace> places() {
        return seats.stream().map(ReplicaSeat::place).toList();
    }

    /** Whether a process of this machine is one of the group's: a worker, or started by this process as MPS is. */
    public boolean owns(long pid) {
        return workers.stream().anyMatch(worker -> worker.processId().equals(OptionalLong.of(pid)))
                || (mps.isPresent() && descends(pid));
    }

    private static boolean descends(long pid) {
        long self = ProcessHandle.current().pid();
        return Stream
                .iterate(ProcessHandle.of(pid), Optional::isPresent, process -> process.flatMap(ProcessHandle::parent))
                .flatMap(Optional::stream)
                .anyMatch(process -> process.pid() == self);
    }

    /** How many processes of the group compute on the device. */
    public int processes() {
        return workers.size() + (mps.isPresent() ? 1 : 0);
    }

    /**
     * Allocates every replica's KV cache, in place of the one before.
     *
     * @param batches of each replica
     * @return which kind of engine each replica decodes with
     */
    public List<EngineUse> configure(List<Integer> batches, int maxTokens) throws WorkerException {
        return each("allocating its KV cache", limits.call(),
                i -> () -> seats.get(i).engine().configure(batches.get(i), maxTokens));
    }

    /** Runs one timed batch on every replica at once. */
    public List<StepTimes> run(long seed, int promptTokens, int outputTokens) throws WorkerException {
        return each("running a batch", limits.call(),
                i -> () -> seats.get(i).engine().run(seed(seed, i), promptTokens, outputTokens));
    }

    /**
     * Measures a window on every replica. All begin together, and none ends before the rule is met for every one, so that each
     * is saturated while it counts (R10).
     *
     * @return the windows, of one clock
     */
    public List<TimedWindow> measure(long seed, int promptTokens, int outputTokens, WindowRule rule)
            throws WorkerException {
        Duration limit = limits.window(rule.mostNanos());
        if (seats.size() == 1) {
            return each("measuring", limit,
                    i -> () -> seats.get(i).engine().measure(seed, promptTokens, outputTokens, rule));
        }
        List<RemoteEngine.HeldWindow> windows = each("running the first batch", limits.call(),
                i -> () -> seats.get(i).engine().arm(seed(seed, i), promptTokens, outputTokens, rule));
        each("measuring", limit, i -> () -> {
            windows.get(i).untilMet();
            return true;
        });
        return each("ending its window", limits.call(), i -> windows.get(i)::end);
    }

    /**
     * Compares what every replica generated with what some of its prompts generate alone (R17), one replica after another: what
     * is alone must not meet a race either.
     */
    public List<AnswerCheck> checkAnswers(long seed, int promptTokens, int outputTokens) throws WorkerException {
        List<AnswerCheck> checks = new ArrayList<>();
        for (int replica = 0; replica < seats.size(); replica++) {
            checks.addAll(each("checking its answers", limits.call(), List.of(replica),
                    i -> () -> seats.get(i).engine().checkAnswers(seed(seed, i), promptTokens, outputTokens)));
        }
        return checks;
    }

    /** The most memory in use since the last {@link #configure}: of the whole GPU, or of all workers together on the CPU. */
    public MemoryUse peakMemory(boolean onCpu) throws WorkerException {
        List<Integer> firstOfWorkers = IntStream.range(0, onCpu ? workers.size() : 1)
                .map(worker -> IntStream.range(0, seats.size())
                        .filter(i -> seats.get(i).worker() == worker)
                        .findFirst()
                        .orElseThrow())
                .boxed()
                .toList();
        List<MemoryUse> uses = each("telling its memory", limits.call(), firstOfWorkers,
                i -> workers.get(seats.get(i).worker())::peakMemory);
        return uses.stream()
                .filter(use -> use instanceof MemoryUse.Unknown)
                .findFirst()
                .orElseGet(() -> new MemoryUse.Bytes(
                        uses.stream().mapToLong(use -> use instanceof MemoryUse.Bytes(long bytes) ? bytes : 0).sum()));
    }

    /** The lines that the workers have logged as errors since they were last asked, and that MPS ended, where it did. */
    public List<String> newErrors() {
        List<String> errors = new ArrayList<>();
        for (int i = 0; i < workers.size(); i++) {
            String who = workers.size() > 1 ? "worker " + (i + 1) + ": " : "";
            workers.get(i).newErrors().forEach(line -> errors.add(who + line));
        }
        mps.flatMap(MpsSession::death).ifPresent(errors::add);
        return errors;
    }

    private <T> List<T> each(String doing, Duration limit, IntFunction<Together.Task<T>> task)
            throws WorkerException {
        return each(doing, limit, IntStream.range(0, seats.size()).boxed().toList(), task);
    }

    private <T> List<T> each(String doing, Duration limit, List<Integer> replicas,
            IntFunction<Together.Task<T>> task) throws WorkerException {
        List<T> results;
        try {
            results = Together.run(doing, limit, i -> end(replicas.get(i)),
                    replicas.stream().map(i -> named(i, task.apply(i))).toList());
        } catch (WorkerException e) {
            Optional<String> death = mps.flatMap(ReplicaGroup::deathSoon);
            throw death.isPresent() ? new WorkerException(death.get() + "; " + e.getMessage(), e) : e;
        }
        Optional<String> death = mps.flatMap(MpsSession::death);
        if (death.isPresent()) {
            // What was done without it was not done in this mode.
            throw new WorkerException(death.get(), null);
        }
        return results;
    }

    /** Why MPS ended, if that is what its clients failed of: they fail first. */
    private static Optional<String> deathSoon(MpsSession session) {
        try {
            return Optional.of(session.onDeath().get(DEATH_NOTICE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return session.death();
        }
    }

    private <T> Together.Task<T> named(int replica, Together.Task<T> task) {
        return seats.size() == 1 ? task : () -> {
            try {
                return task.run();
            } catch (WorkerException e) {
                throw new WorkerException(name(replica) + ": " + e.getMessage(), e);
            }
        };
    }

    private String name(int replica) {
        return name(replica, "");
    }

    private String name(int replica, String more) {
        return ReplicaSeat.name(replica, seats.size(), seats.get(replica).model(), more);
    }

    private String end(int replica) {
        ModelWorker worker = workers.get(seats.get(replica).worker());
        worker.kill();
        String process = worker.processId().isPresent() ? "process " + worker.processId().getAsLong() : "";
        return seats.size() == 1
                ? "the worker" + (process.isEmpty() ? "" : " (" + process + ")")
                : name(replica, process);
    }

    /** Ends every worker at once, whatever it is doing. */
    public void kill() {
        workers.forEach(ModelWorker::kill);
    }

    /** Ends every worker and waits until all are gone, then MPS. */
    @Override
    public void close() {
        try {
            workers.forEach(ModelWorker::close);
        } finally {
            mps.ifPresent(MpsSession::close);
        }
    }
}
