package io.paretoscope.selftest;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.RoundRule;
import io.paretoscope.engine.WindowRule;
import io.paretoscope.opt.Precision;
import io.paretoscope.selftest.Check.Verdict;
import io.paretoscope.sweep.FakeWorkers;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.SilentTelemetry;
import io.paretoscope.telemetry.Trace;
import io.paretoscope.telemetry.Traces;
import io.paretoscope.worker.ModelWorker;
import io.paretoscope.worker.TinyModel;
import io.paretoscope.worker.WorkerException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The road of a self-test, with workers that fail on demand and a device whose counter the test moves. */
class SelfTestTest {
    private static final Instant NOW = Instant.parse("2026-11-23T06:00:00Z");
    private static final ModelSource MODEL = TinyModel.synthetic("tiny");
    private static final SelfTestPlan PLAN = new SelfTestPlan(Duration.ofSeconds(2), new RoundRule(1, 3, 1),
            List.of(Precision.FP32, Precision.FP16),
            new SelfTestPlan.Work(MODEL, Precision.FP32, EngineKind.TORCHSCRIPT, 2, 4, 4, 3, new WindowRule(0, 1, 1)));

    private final List<Duration> polled = new ArrayList<>();

    private Traces poll(DeviceId device, Quantity quantity, Duration time) {
        polled.add(time);
        return quantity == Quantity.ENERGY
                ? new Traces(
                        List.of(new Trace(quantity, "counter", new long[]{0, 10, 20, 30}, new double[]{1, 2, 2, 3})),
                        Map.of())
                : new Traces(List.of(), Map.of(quantity, "no power"));
    }

    private SelfTestReport run(FakeWorkers workers) throws WorkerException {
        return new SelfTest(workers, new SilentTelemetry(), this::poll, InstantSource.fixed(NOW)).run(DeviceId.CPU,
                PLAN, _ -> {});
    }

    private static SelfTestReport.Performance performance(SelfTestReport report) {
        return report.performance().orElseThrow();
    }

    @Test
    void asksOneWorkerForEverythingAndClosesIt() throws WorkerException {
        FakeWorkers workers = new FakeWorkers(_ -> {});
        run(workers);
        List<String> calls = workers.calls().stream().distinct().toList();
        assertEquals(List.of("launch", "clock", "copy cpu", "multiply fp32", "multiply fp16", "open tiny",
                "configure 2", "measure 2", "run 2", "close"), calls);
    }

    @Test
    void measuresTheWorkloadAsOftenAsPlannedAfterItIsWarm() throws WorkerException {
        FakeWorkers workers = new FakeWorkers(_ -> {});
        Workload workload = assertInstanceOf(Workload.class,
                ((Finding.Found<Workload>) performance(run(workers)).workload()).value());
        // Two sequences of four tokens, each token a second.
        assertEquals(List.of(2.0, 2.0, 2.0), workload.tokensPerSecond());
        assertEquals(3, workload.batches());
        assertEquals(5, workers.calls().stream().filter("measure 2"::equals).count());
        assertTrue(workload.sameTokens());
    }

    @Test
    void whatFailsCostsItselfAloneAndTheNextGetsAFreshWorker() throws WorkerException {
        FakeWorkers workers = new FakeWorkers(call -> {
            if (call.equals("multiply fp32")) {
                throw new WorkerException("the worker aborted", null);
            }
        });
        SelfTestReport.Performance found = performance(run(workers));
        assertEquals(new Finding.Failed<>("the worker aborted"), found.matrixRates().get(Precision.FP32));
        assertInstanceOf(Finding.Found.class, found.matrixRates().get(Precision.FP16));
        assertEquals(List.of("multiply fp32", "close", "launch", "multiply fp16"),
                workers.calls()
                        .subList(workers.calls().indexOf("multiply fp32"), workers.calls()
                                .indexOf(
                                        "open tiny")));
    }

    @Test
    void withoutAnyWorkerThereIsNoReport() {
        FakeWorkers workers = new FakeWorkers(call -> {
            throw new WorkerException("no worker can be started", null);
        });
        WorkerException error = assertThrows(WorkerException.class, () -> run(workers));
        assertEquals("no worker can be started", error.getMessage());
    }

    @Test
    void timesTheTicksOfTheCounterAndSaysWhyThereIsNoPower() throws WorkerException {
        SelfTestReport.Instrument instrument = run(new FakeWorkers(_ -> {})).instrument();
        assertEquals(List.of(20L),
                ((Finding.Found<Updates>) instrument.energyCounter()).value().intervalsNanos());
        assertEquals(new Finding.Unavailable<>("no power"), instrument.power());
    }

    @Test
    void fallsBackOnAveragePower() throws WorkerException {
        Poller average = (device, quantity, time) -> quantity == Quantity.POWER_AVERAGE
                ? new Traces(List.of(new Trace(quantity, "average", new long[]{0, 10, 20}, new double[]{1, 2, 3})),
                        Map.of())
                : new Traces(List.of(), Map.of(quantity, "none"));
        SelfTestReport report = new SelfTest(new FakeWorkers(_ -> {}), new SilentTelemetry(), average,
                InstantSource.fixed(NOW)).run(DeviceId.CPU, PLAN, _ -> {});
        assertEquals("average", ((Finding.Found<Updates>) report.instrument().power()).value().source());
    }

    @Test
    void theShortFormAsksTheDeviceForLessThanASecond() {
        SelfTestReport report = SelfTest.brief(DeviceId.CPU, new SilentTelemetry(), this::poll, Optional.empty(),
                InstantSource.fixed(NOW));
        assertTrue(polled.stream().reduce(Duration.ZERO, Duration::plus).toMillis() < 1200, polled.toString());
        assertTrue(report.performance().isEmpty());
        assertEquals(new Finding.Unavailable<>("no worker was running yet"), report.instrument().workerClock());
    }

    @Test
    void theShortFormReadsTheClockOfAWorkerThatIsThere() throws WorkerException {
        try (ModelWorker worker = new FakeWorkers(_ -> {}).launch(DeviceId.CPU)) {
            SelfTestReport report = SelfTest.brief(DeviceId.CPU, new SilentTelemetry(), this::poll,
                    Optional.of(worker), InstantSource.fixed(NOW));
            assertEquals(Verdict.PASS,
                    report.checks()
                            .stream()
                            .filter(check -> check.key().equals("worker_clock"))
                            .findFirst()
                            .orElseThrow()
                            .verdict());
        }
    }

    @Test
    void bearsTheWallClocksTimeOfItsBeginning() throws WorkerException {
        assertEquals(NOW, run(new FakeWorkers(_ -> {})).startedAt());
    }
}
