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
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The order in which windows are taken, and going on with a run. */
class SweepOrderTest {
    private static final DeviceReport DEVICE = new DeviceReport(DeviceId.CPU, "a processor",
            OptionalLong.of(4L << 30), OptionalLong.of(4L << 30), "fake",
            List.of(new PrecisionReport(Precision.FP32, Optional.empty())), Optional.empty());

    private final RecordingLog log = new RecordingLog();
    private final List<SweepEvent> events = new ArrayList<>();

    private static SweepPlan plan(Protocol.Order order, List<Integer> batches, ModelSource... models) {
        return new SweepPlan(List.of(models), batches, 8, 4, Precision.FP32, DeviceId.CPU, 0,
                new Protocol(2, Optional.empty(), order, OptionalInt.empty()));
    }

    private RunStatus run(SweepPlan plan, OptionalLong resumed, FakeWorkers workers) {
        return new Sweep(plan, FitCheck.check(plan, DEVICE), new Conditions(Map.of(), Map.of()), resumed,
                TestReplicas.of(workers),
                new SilentTelemetry(), log, events::add, InstantSource.fixed(Instant.EPOCH)).run();
    }

    private static List<String> measured(FakeWorkers workers) {
        return workers.calls()
                .stream()
                .filter(call -> call.startsWith("measure") || call.startsWith("open") || call.startsWith("check"))
                .toList();
    }

    private List<String> outcomes() {
        return log.results.stream()
                .map(result -> result.point().label() + ": " + result.outcome().label())
                .toList();
    }

    @Test
    void listedTakesAllWindowsOfAPointBeforeTheNext() {
        FakeWorkers workers = new FakeWorkers(_ -> {});
        assertEquals(RunStatus.COMPLETED, run(plan(Protocol.Order.LISTED, List.of(1, 2), TinyModel.synthetic("a")),
                OptionalLong.empty(), workers));
        assertEquals(List.of("open a", "measure 1", "measure 1", "check 1", "measure 2", "measure 2", "check 2"),
                measured(workers));
    }

    @Test
    void interleavedTakesAWindowOfEveryPointInTurn() {
        FakeWorkers workers = new FakeWorkers(_ -> {});
        assertEquals(RunStatus.COMPLETED, run(plan(Protocol.Order.INTERLEAVED, List.of(1, 2),
                TinyModel.synthetic("a"), TinyModel.synthetic("b")), OptionalLong.empty(), workers));
        assertEquals(List.of("open a", "measure 1", "measure 2", "open b", "measure 1", "measure 2", "open a",
                "measure 1", "check 1", "measure 2", "check 2", "open b", "measure 1", "check 1", "measure 2",
                "check 2"), measured(workers));
    }

    @Test
    void anInterleavedPointHasAllItsWindows() {
        run(plan(Protocol.Order.INTERLEAVED, List.of(1, 2), TinyModel.synthetic("a")), OptionalLong.empty(),
                new FakeWorkers(_ -> {}));
        PointSamples samples = assertInstanceOf(PointOutcome.Measured.class, log.results.getLast().outcome())
                .samples();
        assertEquals(2, samples.windows().size());
        assertEquals(0, samples.windows().getFirst().startNanos());
        assertEquals(4, samples.warmUp().runs(), "warmed up at each visit");
    }

    @Test
    void anInterleavedPointThatFailsOnceIsNotVisitedAgain() {
        AtomicInteger visits = new AtomicInteger();
        FakeWorkers workers = new FakeWorkers(call -> {
            if (call.equals("measure 2")) {
                visits.incrementAndGet();
                throw new WorkerException("out of memory", null);
            }
        });
        assertEquals(RunStatus.COMPLETED, run(plan(Protocol.Order.INTERLEAVED, List.of(1, 2),
                TinyModel.synthetic("a")), OptionalLong.empty(), workers));
        assertEquals(1, visits.get());
        assertEquals(List.of("a, batch 2: failed", "a, batch 1: measured"), outcomes());
    }

    @Test
    void aResumedRunMeasuresWhatIsNotCommitted() {
        log.committed = Set.of(0, 2);
        FakeWorkers workers = new FakeWorkers(_ -> {});
        assertEquals(RunStatus.COMPLETED, run(plan(Protocol.Order.LISTED, List.of(1, 2, 4), TinyModel.synthetic("a")),
                OptionalLong.of(RecordingLog.RUN), workers));
        assertEquals(List.of("a, batch 2: measured"), outcomes());
        assertEquals(Set.of(0, 2), assertInstanceOf(SweepEvent.Started.class, events.getFirst()).committed());
    }

    @Test
    void progressOfAResumedRunCountsWhatWasCommitted() {
        log.committed = Set.of(0, 2);
        run(plan(Protocol.Order.LISTED, List.of(1, 2, 4), TinyModel.synthetic("a")),
                OptionalLong.of(RecordingLog.RUN), new FakeWorkers(_ -> {}));
        assertEquals(List.of(3), events.stream()
                .filter(SweepEvent.Progress.class::isInstance)
                .map(event -> ((SweepEvent.Progress) event).done())
                .toList());
    }

    @Test
    void timeToGoIsToldFromTheFirstInterleavedWindowOn() {
        run(plan(Protocol.Order.INTERLEAVED, List.of(1, 2), TinyModel.synthetic("a")), OptionalLong.empty(),
                new FakeWorkers(_ -> {}));
        List<SweepEvent.Progress> progress = events.stream()
                .filter(SweepEvent.Progress.class::isInstance)
                .map(SweepEvent.Progress.class::cast)
                .toList();
        assertEquals(List.of(0, 0, 1, 2), progress.stream().map(SweepEvent.Progress::done).toList());
        assertTrue(progress.stream().allMatch(each -> each.remaining().isPresent()));
    }

    @Test
    void timeToGoEndsAtNothing() {
        run(plan(Protocol.Order.INTERLEAVED, List.of(1, 2), TinyModel.synthetic("a")), OptionalLong.empty(),
                new FakeWorkers(_ -> {}));
        SweepEvent.Progress last = events.stream()
                .filter(SweepEvent.Progress.class::isInstance)
                .map(SweepEvent.Progress.class::cast)
                .reduce((_, later) -> later)
                .orElseThrow();
        assertEquals(Optional.of(Duration.ZERO), last.remaining());
    }
}
