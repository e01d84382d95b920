package io.paretoscope.sweep;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.opt.Precision;
import io.paretoscope.telemetry.SilentTelemetry;
import io.paretoscope.worker.DeviceProbe;
import io.paretoscope.worker.JvmWorkerLauncher;
import io.paretoscope.worker.TinyModel;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A sweep with real worker processes and the real engine. */
class SweepOnRealWorkersTest {
    private static final JvmWorkerLauncher LAUNCHER = new JvmWorkerLauncher(System.getenv(), false);

    /** What a device that tells nothing of itself has numbers for; the 99th percentile takes many steps. */
    private static final Set<Metric> OF_TIMES = Set.of(Metric.TTFT_MEDIAN, Metric.ITL_MEDIAN,
            Metric.REQUEST_LATENCY_MEDIAN, Metric.OUTPUT_THROUGHPUT, Metric.TOTAL_THROUGHPUT,
            Metric.DECODE_THROUGHPUT, Metric.REQUEST_THROUGHPUT, Metric.PEAK_MEMORY);

    private static final DeviceReport CPU = new DeviceProbe(LAUNCHER).probe().getFirst();

    private final RecordingLog log = new RecordingLog();

    private static SweepPlan plan(List<ModelSource> models, List<Integer> batches) {
        return new SweepPlan(models, batches, 8, 12, Precision.FP32, DeviceId.CPU, 0, 2);
    }

    private Sweep sweep(SweepPlan plan, DeviceReport device, SweepListener listener) {
        return new Sweep(plan, FitCheck.check(plan, device), new Conditions(Map.of(), Map.of()), OptionalLong.empty(),
                TestReplicas.of(LAUNCHER), new SilentTelemetry(), log, listener,
                InstantSource.system());
    }

    @Test
    void everyPointHasItsNumbers() {
        SweepPlan plan = plan(List.of(TinyModel.synthetic("tiny")), List.of(1, 3));
        assertEquals(RunStatus.COMPLETED, sweep(plan, CPU, _ -> {}).run());
        assertEquals(2, log.results.size());
        for (PointResult result : log.results) {
            PointOutcome.Measured measured = assertInstanceOf(PointOutcome.Measured.class, result.outcome());
            for (Metric metric : Metric.values()) {
                OptionalDouble value = measured.metrics().reading(metric).asDouble();
                assertTrue(!OF_TIMES.contains(metric) || value.orElse(0) > 0,
                        metric + " of " + result.point().label());
            }
            int batches = measured.samples().windows().stream().mapToInt(window -> window.batches().size()).sum();
            assertEquals(11 * batches, ((Reading.Value) measured.metrics().reading(Metric.ITL_MEDIAN)).n());
            assertInstanceOf(AnswerCheck.Agreed.class, measured.samples().answers());
        }
    }

    @Test
    void aMissingCheckpointFailsItsPointsAndNotTheOthers() {
        ModelSource missing = new ModelSource(TinyModel.synthetic("gone").config(),
                new WeightsRef.Stored("/nowhere/at/all"));
        SweepPlan plan = plan(List.of(missing, TinyModel.synthetic("tiny")), List.of(1));
        assertEquals(RunStatus.COMPLETED, sweep(plan, CPU, _ -> {}).run());
        PointOutcome.Failed failed = assertInstanceOf(PointOutcome.Failed.class, log.results.get(0).outcome());
        assertTrue(failed.reason().contains("/nowhere/at/all"), failed.reason());
        assertInstanceOf(PointOutcome.Measured.class, log.results.get(1).outcome());
    }

    @Test
    void aWorkerThatIsKilledCostsItsPointAlone() throws Exception {
        List<ProcessHandle> before = children();
        SweepPlan plan = plan(List.of(TinyModel.synthetic("a"), TinyModel.synthetic("b")), List.of(1));
        boolean[] killed = {false};
        assertEquals(RunStatus.COMPLETED, sweep(plan, CPU, event -> {
            if (event instanceof SweepEvent.PhaseEntered entered && entered.phase() == SweepEvent.Phase.MEASURE
                    && !killed[0]) {
                killed[0] = true;
                children().stream().filter(child -> !before.contains(child)).forEach(ProcessHandle::destroyForcibly);
            }
        }).run());
        PointOutcome.Failed failed = assertInstanceOf(PointOutcome.Failed.class, log.results.get(0).outcome());
        assertTrue(failed.reason().startsWith("the worker process was killed (signal 9)"), failed.reason());
        assertInstanceOf(PointOutcome.Measured.class, log.results.get(1).outcome());
    }

    @Test
    void stoppingAtOnceEndsTheWorker() throws Exception {
        List<ProcessHandle> before = children();
        CountDownLatch measuring = new CountDownLatch(1);
        SweepPlan plan = new SweepPlan(List.of(TinyModel.synthetic("a")), List.of(1), 8, 48, Precision.FP32,
                DeviceId.CPU, 0, SweepPlan.MOST_REPEATS);
        Sweep sweep = sweep(plan, CPU, event -> {
            if (event instanceof SweepEvent.PhaseEntered entered && entered.phase() == SweepEvent.Phase.MEASURE) {
                measuring.countDown();
            }
        });
        CompletableFuture<RunStatus> status = CompletableFuture.supplyAsync(sweep::run);
        measuring.await();
        sweep.stopNow();
        assertEquals(RunStatus.STOPPED, status.get());
        assertEquals(List.of(), log.results);
        assertTrue(children().stream().allMatch(before::contains), "a worker is left");
    }

    private static List<ProcessHandle> children() {
        return ProcessHandle.current().children().toList();
    }
}
