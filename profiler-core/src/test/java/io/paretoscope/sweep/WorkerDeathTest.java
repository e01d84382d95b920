package io.paretoscope.sweep;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.CopyRate;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.Generation;
import io.paretoscope.engine.MatrixRate;
import io.paretoscope.engine.MemoryUse;
import io.paretoscope.engine.RoundRule;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.engine.WindowRule;
import io.paretoscope.opt.Precision;
import io.paretoscope.telemetry.SilentTelemetry;
import io.paretoscope.worker.ClockReading;
import io.paretoscope.worker.DeviceProbe;
import io.paretoscope.worker.JvmWorkerLauncher;
import io.paretoscope.worker.ModelWorker;
import io.paretoscope.worker.RemoteEngine;
import io.paretoscope.worker.TinyModel;
import io.paretoscope.worker.WorkerException;
import io.paretoscope.worker.WorkerLauncher;
import io.paretoscope.worker.WorkerPlace;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A real worker killed by a real signal in the middle of each kind of work. */
class WorkerDeathTest {
    private static final JvmWorkerLauncher LAUNCHER = new JvmWorkerLauncher(System.getenv(), false);

    private static final DeviceReport CPU = new DeviceProbe(LAUNCHER).probe().getFirst();

    private final RecordingLog log = new RecordingLog();

    /** Kills the first worker a little after it was asked for {@code call}; windows of that worker last for ever. */
    private record Killer(String call, AtomicBoolean done, Timer timer) implements WorkerLauncher {
        @Override
        public ModelWorker launch(DeviceId device, WorkerPlace place) throws WorkerException {
            ModelWorker real = LAUNCHER.launch(device, place);
            return done.get() ? real : new Doomed(real, this);
        }

        void about(String what, ModelWorker worker) {
            if (what.equals(call) && done.compareAndSet(false, true)) {
                ProcessHandle process = ProcessHandle.of(worker.processId().orElseThrow()).orElseThrow();
                timer.schedule(new TimerTask() {
                    @Override
                    public void run() {
                        process.destroyForcibly();
                    }
                }, 100);
            }
        }
    }

    private record Doomed(ModelWorker real, Killer killer) implements ModelWorker {
        @Override
        public long open(ModelSource model, DeviceId device, Precision precision, EngineKind kind)
                throws WorkerException {
            killer.about("load", real);
            return real.open(model, device, precision, kind);
        }

        @Override
        public void pin(List<Integer> cpus) throws WorkerException {
            real.pin(cpus);
        }

        @Override
        public RemoteEngine fork(List<Integer> cpus) throws WorkerException {
            return real.fork(cpus);
        }

        @Override
        public RemoteEngine openBeside(ModelSource model, DeviceId device, Precision precision, EngineKind kind,
                List<Integer> cpus) throws WorkerException {
            return real.openBeside(model, device, precision, kind, cpus);
        }

        @Override
        public HeldWindow arm(long seed, int promptTokens, int outputTokens, WindowRule rule) throws WorkerException {
            return real.arm(seed, promptTokens, outputTokens, rule);
        }

        @Override
        public String library() throws WorkerException {
            return real.library();
        }

        @Override
        public EngineUse configure(int batch, int maxTokens) throws WorkerException {
            return real.configure(batch, maxTokens);
        }

        @Override
        public StepTimes run(long seed, int promptTokens, int outputTokens) throws WorkerException {
            killer.about("warm-up", real);
            return real.run(seed, promptTokens, outputTokens);
        }

        @Override
        public TimedWindow measure(long seed, int promptTokens, int outputTokens, WindowRule rule)
                throws WorkerException {
            killer.about("measure", real);
            long hour = Duration.ofHours(1).toNanos();
            return real.measure(seed, promptTokens, outputTokens, new WindowRule(hour, 1, hour));
        }

        @Override
        public AnswerCheck checkAnswers(long seed, int promptTokens, int outputTokens) throws WorkerException {
            return real.checkAnswers(seed, promptTokens, outputTokens);
        }

        @Override
        public ClockReading clock() throws WorkerException {
            return real.clock();
        }

        @Override
        public CopyRate copyRate(DeviceId device, RoundRule rule) throws WorkerException {
            return real.copyRate(device, rule);
        }

        @Override
        public MatrixRate matrixRate(DeviceId device, Precision precision, RoundRule rule) throws WorkerException {
            return real.matrixRate(device, precision, rule);
        }

        @Override
        public OptionalLong processId() {
            return real.processId();
        }

        @Override
        public List<String> newErrors() {
            return real.newErrors();
        }

        @Override
        public Generation generate(List<List<Integer>> prompts, int newTokens, boolean logits)
                throws WorkerException {
            return real.generate(prompts, newTokens, logits);
        }

        @Override
        public MemoryUse peakMemory() throws WorkerException {
            return real.peakMemory();
        }

        @Override
        public void kill() {
            real.kill();
        }

        @Override
        public void close() {
            real.close();
        }
    }

    @ParameterizedTest(name = "in {0}, prompt {1}, output {2}")
    @CsvSource({"load, 4, 4", "warm-up, 4, 4", "measure, 48, 1", "measure, 1, 48"})
    void costsThatPointAlone(String call, int promptTokens, int outputTokens) {
        // A window with a prompt of 48 and one output token is all prefill, the other way round nearly all decode.
        SweepPlan plan = new SweepPlan(List.of(TinyModel.synthetic("a"), TinyModel.synthetic("b")), List.of(1),
                promptTokens, outputTokens, Precision.FP32, DeviceId.CPU, 0,
                new Protocol(1, Optional.of(Duration.ZERO), Protocol.Order.LISTED, OptionalInt.empty()));
        Timer timer = new Timer(true);
        try {
            RunStatus status = new Sweep(plan, FitCheck.check(plan, CPU), new Conditions(Map.of(), Map.of()),
                    OptionalLong.empty(), TestReplicas.of(new Killer(call, new AtomicBoolean(), timer)),
                    new SilentTelemetry(), log,
                    _ -> {}, InstantSource.system()).run();
            assertEquals(RunStatus.COMPLETED, status);
        } finally {
            timer.cancel();
        }
        PointOutcome.Failed failed = assertInstanceOf(PointOutcome.Failed.class, log.results.get(0).outcome());
        assertTrue(failed.reason().startsWith("the worker process was killed (signal 9)"), failed.reason());
        assertInstanceOf(PointOutcome.Measured.class, log.results.get(1).outcome());
    }
}
