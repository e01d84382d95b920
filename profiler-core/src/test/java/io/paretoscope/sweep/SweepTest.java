package io.paretoscope.sweep;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.PrecisionReport;
import io.paretoscope.opt.Precision;
import io.paretoscope.telemetry.SilentTelemetry;
import io.paretoscope.worker.TinyModel;
import io.paretoscope.worker.WorkerException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SweepTest {
    private static final long MEMORY = 4L << 30;

    private static final Conditions CONDITIONS = new Conditions(Map.of(), Map.of());

    private final RecordingLog log = new RecordingLog();
    private final List<SweepEvent> events = new ArrayList<>();

    private static DeviceReport device(long bytes) {
        return new DeviceReport(DeviceId.CPU, "a processor", OptionalLong.of(bytes), OptionalLong.of(bytes), "fake",
                List.of(new PrecisionReport(Precision.FP32, Optional.empty())), Optional.empty());
    }

    private static SweepPlan plan(List<Integer> batches, ModelSource... models) {
        return new SweepPlan(List.of(models), batches, 8, 4, Precision.FP32, DeviceId.CPU, 0, 2);
    }

    private Sweep sweep(SweepPlan plan, FakeWorkers workers) {
        return new Sweep(plan, FitCheck.check(plan, device(MEMORY)), CONDITIONS, OptionalLong.empty(),
                TestReplicas.of(workers),
                new SilentTelemetry(), log,
                events::add, InstantSource.fixed(Instant.EPOCH));
    }

    private List<String> outcomes() {
        return log.results.stream().map(result -> switch (result.outcome()) {
            case PointOutcome.Measured _ -> result.point().label() + ": measured";
            case PointOutcome.Failed failed -> result.point().label() + ": failed, " + failed.reason();
            case PointOutcome.Skipped skipped -> result.point().label() + ": skipped, " + skipped.reason();
        }).toList();
    }

    private static FakeWorkers.Script failing(String call, String reason) {
        return actual -> {
            if (actual.equals(call)) {
                throw new WorkerException(reason, null);
            }
        };
    }

    @Test
    void opensEachModelOnceAndMeasuresEveryPoint() {
        FakeWorkers workers = new FakeWorkers(_ -> {});
        RunStatus status = sweep(plan(List.of(1, 2), TinyModel.synthetic("a"), TinyModel.synthetic("b")), workers)
                .run();
        assertEquals(RunStatus.COMPLETED, status);
        assertEquals(List.of("a, batch 1: measured", "a, batch 2: measured", "b, batch 1: measured",
                "b, batch 2: measured"), outcomes());
        assertEquals(List.of("open a", "open b"),
                workers.calls().stream().filter(call -> call.startsWith("open")).toList());
        assertEquals(List.of("completed"), log.ends);
    }

    @Test
    void warmsUpUntilTwoRunsAgreeAndLeavesThoseOutOfTheSamples() {
        FakeWorkers workers = new FakeWorkers(_ -> {});
        sweep(plan(List.of(1), TinyModel.synthetic("a")), workers).run();
        PointOutcome.Measured measured = assertInstanceOf(PointOutcome.Measured.class, log.results.get(0).outcome());
        assertEquals(2, measured.samples().warmUp().runs());
        assertEquals(2, measured.samples().windows().size());
        assertEquals(4, workers.calls().stream().filter("run 1"::equals).count());
    }

    @Test
    void aFailedPointCostsItselfAloneAndTheNextGetsAFreshWorker() {
        FakeWorkers workers = new FakeWorkers(failing("configure 2", "out of memory"));
        RunStatus status = sweep(plan(List.of(1, 2, 4), TinyModel.synthetic("a")), workers).run();
        assertEquals(RunStatus.COMPLETED, status);
        assertEquals(List.of("a, batch 1: measured", "a, batch 2: failed, out of memory", "a, batch 4: measured"),
                outcomes());
        assertEquals(2, workers.calls().stream().filter("launch"::equals).count());
        assertEquals(2, workers.calls().stream().filter("close"::equals).count());
    }

    @Test
    void aPointThatCannotFitIsSkippedWithoutAWorker() {
        FakeWorkers workers = new FakeWorkers(_ -> {});
        sweep(plan(List.of(1, 1_000_000), TinyModel.synthetic("a")), workers).run();
        assertEquals("a, batch 1: measured", outcomes().get(0));
        assertTrue(outcomes().get(1).matches("a, batch 1000000: skipped, needs [0-9.]+ GiB, cpu has 4.0 GiB"),
                outcomes().get(1));
        assertTrue(workers.calls().stream().noneMatch("configure 1000000"::equals));
    }

    @Test
    void stopsAfterThePointThatIsRunning() {
        AtomicReference<Sweep> running = new AtomicReference<>();
        FakeWorkers workers = new FakeWorkers(call -> {
            if (call.equals("configure 1")) {
                running.get().stopAfterPoint();
            }
        });
        Sweep sweep = sweep(plan(List.of(1, 2), TinyModel.synthetic("a")), workers);
        running.set(sweep);
        assertEquals(RunStatus.STOPPED, sweep.run());
        assertEquals(List.of("a, batch 1: measured"), outcomes());
        assertEquals(List.of("stopped"), log.ends);
    }

    @Test
    void stopsAtOnceAndKeepsWhatWasFinished() {
        AtomicReference<Sweep> running = new AtomicReference<>();
        FakeWorkers workers = new FakeWorkers(call -> {
            if (call.equals("run 2")) {
                running.get().stopNow();
            }
        });
        Sweep sweep = sweep(plan(List.of(1, 2, 4), TinyModel.synthetic("a")), workers);
        running.set(sweep);
        assertEquals(RunStatus.STOPPED, sweep.run());
        assertEquals(List.of("a, batch 1: measured"), outcomes());
        assertTrue(workers.calls().contains("kill"));
        assertEquals("close", workers.calls().getLast());
    }

    @Test
    void aStopWhileTheWorkerStartsKillsIt() {
        AtomicReference<Sweep> running = new AtomicReference<>();
        FakeWorkers workers = new FakeWorkers(call -> {
            if (call.equals("launch")) {
                running.get().stopNow();
            }
        });
        Sweep sweep = sweep(plan(List.of(1), TinyModel.synthetic("a")), workers);
        running.set(sweep);
        assertEquals(RunStatus.STOPPED, sweep.run());
        assertTrue(workers.calls().contains("kill"));
        assertEquals(List.of(), outcomes());
    }

    @Test
    void aStoreThatFailsEndsTheSweepAndTheWorker() {
        FakeWorkers workers = new FakeWorkers(_ -> {});
        SweepPlan plan = plan(List.of(1, 2), TinyModel.synthetic("a"));
        RecordingLog full = new RecordingLog();
        RunLog failing = new RunLog() {
            @Override
            public long begin(SweepPlan begun, Conditions conditions, Instant startedAt) {
                return full.begin(begun, conditions, startedAt);
            }

            @Override
            public Set<Integer> resume(long runId) {
                return full.resume(runId);
            }

            @Override
            public void append(long runId, PointResult result) {
                throw new RunLogException("the disk is full", null);
            }

            @Override
            public void finish(long runId, RunStatus status, String message) {
                full.finish(runId, status, message);
            }
        };
        RunStatus status = new Sweep(plan, FitCheck.check(plan, device(MEMORY)), CONDITIONS, OptionalLong.empty(),
                TestReplicas.of(workers), new SilentTelemetry(),
                failing, events::add, InstantSource.fixed(Instant.EPOCH)).run();
        assertEquals(RunStatus.FAILED, status);
        assertEquals(List.of("failed: the disk is full"), full.ends);
        assertEquals("close", workers.calls().getLast());
        assertEquals(new SweepEvent.Finished(RunStatus.FAILED, "the disk is full"),
                events.getLast());
    }

    @Test
    void tellsProgressInOrderAndTimeToGoOnceSomethingIsMeasured() {
        FakeWorkers workers = new FakeWorkers(_ -> {});
        sweep(plan(List.of(1, 2), TinyModel.synthetic("a")), workers).run();
        List<String> told = events.stream().map(event -> switch (event) {
            case SweepEvent.Started started -> "started " + started.points().size();
            case SweepEvent.PhaseEntered entered -> entered.phase().label();
            case SweepEvent.PointFinished _ -> "point";
            case SweepEvent.Progress progress -> progress.done() + "/" + progress.total() + " "
                    + progress.remaining().isPresent();
            case SweepEvent.Finished finished -> finished.status().label();
        }).toList();
        assertEquals(List.of("started 2", "loading", "warming up", "measuring", "measuring", "checking answers",
                "point", "1/2 true", "warming up", "measuring", "measuring", "checking answers", "point", "2/2 true",
                "completed"), told);
        assertEquals(Optional.of(Duration.ZERO), events.stream()
                .filter(SweepEvent.Progress.class::isInstance)
                .map(SweepEvent.Progress.class::cast)
                .toList()
                .getLast()
                .remaining());
    }
}
