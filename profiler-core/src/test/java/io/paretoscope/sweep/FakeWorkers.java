package io.paretoscope.sweep;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.CopyRate;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.Generation;
import io.paretoscope.engine.MatrixRate;
import io.paretoscope.engine.MemoryUse;
import io.paretoscope.engine.RoundRule;
import io.paretoscope.engine.Rounds;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.engine.WindowRule;
import io.paretoscope.opt.Precision;
import io.paretoscope.worker.ClockReading;
import io.paretoscope.worker.ModelWorker;
import io.paretoscope.worker.RemoteEngine;
import io.paretoscope.worker.WorkerException;
import io.paretoscope.worker.WorkerLauncher;
import io.paretoscope.worker.WorkerPlace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** Workers that take a second a step and fail on demand. What they were asked is kept. */
public final class FakeWorkers implements WorkerLauncher {
    /** What each step of a fake engine takes. */
    public static final long STEP_NANOS = 1_000_000_000L;

    /** What a question to a fake worker's clock takes. */
    public static final long CLOCK_ROUND_TRIP_NANOS = 100_000L;
    /** Two, one and four seconds for two copies or products. */
    private static final Rounds ROUNDS = new Rounds(2, List.of(2 * STEP_NANOS, STEP_NANOS, 4 * STEP_NANOS), 3, true);

    /** Said by a worker before it does something; may throw to make it fail. */
    @FunctionalInterface
    public interface Script {
        /** Before {@code call}, such as {@code run 4}. */
        void before(String call) throws WorkerException;
    }

    private final Script script;
    private final UnaryOperator<EngineUse> engines;
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

    /** Workers to which {@code script} listens. */
    public FakeWorkers(Script script) {
        this(script, UnaryOperator.identity());
    }

    /**
     * The same with engines that are not always what was asked for.
     *
     * @param engines what becomes of an engine when its cache is allocated
     */
    public FakeWorkers(Script script, UnaryOperator<EngineUse> engines) {
        this.script = script;
        this.engines = engines;
    }

    /** All calls of all workers, in order. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    private void call(String call) throws WorkerException {
        calls.add(call);
        script.before(call);
    }

    @Override
    public ModelWorker launch(DeviceId device, WorkerPlace place) throws WorkerException {
        call("launch");
        return new Worker(EngineKind.TORCHSCRIPT);
    }

    private final class Worker implements ModelWorker {
        private int batch;
        private long clock;
        private volatile boolean dead;
        private EngineKind kind;

        Worker(EngineKind kind) {
            this.kind = kind;
        }

        @Override
        public long open(ModelSource model, DeviceId device, Precision precision, EngineKind kind)
                throws WorkerException {
            this.kind = kind;
            call("open " + model.config().name() + kind.markOn(device));
            return STEP_NANOS;
        }

        @Override
        public void pin(List<Integer> cpus) throws WorkerException {
            call("pin " + cpus);
        }

        @Override
        public RemoteEngine fork(List<Integer> cpus) throws WorkerException {
            call("fork");
            return new Worker(kind);
        }

        @Override
        public RemoteEngine openBeside(ModelSource model, DeviceId device, Precision precision, EngineKind kind,
                List<Integer> cpus) throws WorkerException {
            call("open beside " + model.config().name() + kind.markOn(device));
            return new Worker(kind);
        }

        @Override
        public HeldWindow arm(long seed, int promptTokens, int outputTokens, WindowRule rule) throws WorkerException {
            call("arm " + batch);
            return new HeldWindow() {
                @Override
                public void untilMet() throws WorkerException {
                    call("begin " + batch);
                }

                @Override
                public TimedWindow end() throws WorkerException {
                    return measure(seed, promptTokens, outputTokens, rule);
                }
            };
        }

        @Override
        public String library() {
            return "fake";
        }

        @Override
        public EngineUse configure(int batch, int maxTokens) throws WorkerException {
            this.batch = batch;
            call("configure " + batch);
            return engines.apply(EngineUse.as(kind));
        }

        @Override
        public StepTimes run(long seed, int promptTokens, int outputTokens) throws WorkerException {
            call("run " + batch);
            if (dead) {
                throw new WorkerException("the worker was stopped", null);
            }
            List<Long> steps = Collections.nCopies(outputTokens - 1, STEP_NANOS);
            return new StepTimes(batch, (long) batch * promptTokens, (long) batch * outputTokens, STEP_NANOS, steps,
                    STEP_NANOS * outputTokens);
        }

        @Override
        public TimedWindow measure(long seed, int promptTokens, int outputTokens, WindowRule rule)
                throws WorkerException {
            call("measure " + batch);
            TimedWindow window = TestSamples.window(clock, List.of(run(seed, promptTokens, outputTokens)));
            clock = window.endNanos();
            return window;
        }

        @Override
        public AnswerCheck checkAnswers(long seed, int promptTokens, int outputTokens) throws WorkerException {
            call("check " + batch);
            return new AnswerCheck.Agreed(1, outputTokens, 0);
        }

        @Override
        public ClockReading clock() throws WorkerException {
            call("clock");
            return new ClockReading(0, CLOCK_ROUND_TRIP_NANOS);
        }

        @Override
        public CopyRate copyRate(DeviceId device, RoundRule rule) throws WorkerException {
            call("copy " + device);
            return new CopyRate(1L << 28, ROUNDS);
        }

        @Override
        public MatrixRate matrixRate(DeviceId device, Precision precision, RoundRule rule) throws WorkerException {
            call("multiply " + precision);
            return new MatrixRate(precision, 1000, ROUNDS);
        }

        @Override
        public OptionalLong processId() {
            return OptionalLong.of(1);
        }

        @Override
        public List<String> newErrors() {
            return List.of();
        }

        @Override
        public Generation generate(List<List<Integer>> prompts, int newTokens, boolean logits) {
            return new Generation(prompts, Optional.empty(), EngineUse.as(kind));
        }

        @Override
        public MemoryUse peakMemory() {
            return new MemoryUse.Bytes(1L << 20);
        }

        @Override
        public void kill() {
            dead = true;
            calls.add("kill");
        }

        @Override
        public void close() {
            calls.add("close");
        }
    }
}
