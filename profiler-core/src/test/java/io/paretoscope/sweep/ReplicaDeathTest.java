package io.paretoscope.sweep;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.PrecisionReport;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.ReplicaLauncher;
import io.paretoscope.replica.ReplicaLimits;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.telemetry.SilentTelemetry;
import io.paretoscope.worker.JvmWorkerLauncher;
import io.paretoscope.worker.TinyModel;
import io.paretoscope.worker.WatchedWorkers;
import io.paretoscope.worker.WorkerException;
import io.paretoscope.worker.WorkerLauncher;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Real workers, of which one of several dies, hangs or runs out of memory, in every phase. Each costs its point alone, and
 * nothing of it remains.
 */
@EnabledOnOs(OS.LINUX)
class ReplicaDeathTest {
    private static final JvmWorkerLauncher REAL = new JvmWorkerLauncher(System.getenv(), false);
    private static final ModelSource TINY = TinyModel.synthetic("tiny");
    /** Long for a tiny model, and what a test of a worker that hangs has to wait. */
    private static final ReplicaLimits SHORT = new ReplicaLimits(Duration.ofMinutes(2), Duration.ofSeconds(5));
    private static final String KILLED = "the worker process was killed (signal 9); the system does that to the largest"
            + " process when memory runs out";

    private final Set<Long> before = WatchedWorkers.descendants();
    private final RecordingLog log = new RecordingLog();
    private final AtomicInteger point = new AtomicInteger();
    private final Set<Integer> harmed = ConcurrentHashMap.newKeySet();

    @AfterEach
    void nothingRemains() {
        assertEquals(List.of(), WatchedWorkers.descendantsBeside(before));
    }

    /** Points of two replicas, one for each batch size from 1 on. */
    private static SweepPlan plan(int points, ReplicaMode mode) {
        return plan(IntStream.rangeClosed(1, points).boxed().toList(), mode, List.of());
    }

    private static SweepPlan plan(List<Integer> batches, ReplicaMode mode, List<List<Part>> groups) {
        return new SweepPlan(batches.isEmpty() ? List.of() : List.of(TINY), batches, 4, 4, Precision.FP32,
                DeviceId.CPU, 0, new Protocol(1, Optional.of(Duration.ZERO), Protocol.Order.LISTED,
                        OptionalInt.empty()),
                new Replication(List.of(2), List.of(mode), OptionalInt.empty(), true, groups));
    }

    /** Every point as if it fitted. */
    private static List<PlannedPoint> allTried(SweepPlan plan) {
        return plan.points()
                .stream()
                .map(each -> new PlannedPoint(each, MemoryEstimate.of(each), Optional.empty()))
                .toList();
    }

    private Sweep sweep(SweepPlan plan, List<PlannedPoint> points, ReplicaLauncher launcher) {
        return new Sweep(plan, points, new Conditions(Map.of(), Map.of()), OptionalLong.empty(), launcher,
                new SilentTelemetry(), log, event -> {
                    if (event instanceof SweepEvent.PhaseEntered entered) {
                        point.set(entered.point().ordinal());
                    }
                }, InstantSource.system());
    }

    /** Harm that comes to one worker of each point, before the call that the point's ordinal picks. */
    private WatchedWorkers harming(List<String> calls, String signal) {
        return new WatchedWorkers(REAL, (call, _, worker) -> {
            int ordinal = point.get();
            if (ordinal < calls.size() && call.equals(calls.get(ordinal)) && harmed.add(ordinal)) {
                WatchedWorkers.signal(signal, worker);
            }
        });
    }

    private String failure(int ordinal) {
        return assertInstanceOf(PointOutcome.Failed.class, log.results.get(ordinal).outcome(),
                "point " + ordinal).reason();
    }

    private void assertMeasured(int ordinal) {
        assertInstanceOf(PointOutcome.Measured.class, log.results.get(ordinal).outcome(),
                () -> "point " + ordinal + ": " + log.results.get(ordinal).outcome());
    }

    private void killsInEveryPhase(ReplicaMode mode, List<String> calls) {
        SweepPlan plan = plan(calls.size() + 1, mode);
        assertEquals(RunStatus.COMPLETED,
                sweep(plan, allTried(plan), TestReplicas.of(harming(calls, "KILL"))).run());
        assertEquals(calls.size() + 1, log.results.size());
        for (int i = 0; i < calls.size(); i++) {
            String reason = failure(i);
            assertTrue(reason.matches("(replica [12] of 2 \\(tiny\\): )?\\Q" + KILLED + "\\E.*"),
                    calls.get(i) + ": " + reason);
        }
        assertMeasured(calls.size());
    }

    @Test
    void aProcessOfTwoThatIsKilledInAnyPhaseCostsItsPointAlone() {
        killsInEveryPhase(ReplicaMode.PROCESSES,
                List.of("open", "run", "end", "checkAnswers"));
    }

    @Test
    void theProcessOfTwoStreamsThatIsKilledInAnyPhaseCostsItsPointAlone() {
        killsInEveryPhase(ReplicaMode.STREAMS,
                List.of("fork", "end", "checkAnswers"));
    }

    @Test
    void aProcessOfTwoThatHangsIsEndedAndNamed() {
        List<String> calls = List.of("end", "peakMemory");
        SweepPlan plan = plan(calls.size(), ReplicaMode.PROCESSES);
        assertEquals(RunStatus.COMPLETED,
                sweep(plan, allTried(plan), TestReplicas.of(harming(calls, "STOP"), SHORT)).run());
        assertTrue(failure(0).matches("replica [12] of 2 \\(tiny, process [0-9]+\\) did not answer within 5 s while"
                + " ending its window and was ended"), failure(0));
        assertTrue(failure(1).matches("replica [12] of 2 \\(tiny, process [0-9]+\\) did not answer within 5 s while"
                + " telling its memory and was ended"), failure(1));
    }

    @Test
    void theProcessOfTwoStreamsThatHangsIsEndedAndItsReplicasNamed() {
        SweepPlan plan = plan(2, ReplicaMode.STREAMS);
        assertEquals(RunStatus.COMPLETED,
                sweep(plan, allTried(plan), TestReplicas.of(harming(List.of("run"), "STOP"), SHORT)).run());
        assertTrue(
                failure(0).matches("replica 1 of 2 \\(tiny, process ([0-9]+)\\), replica 2 of 2 \\(tiny, process \\1\\)"
                        + " did not answer within 5 s while running a batch and were ended"),
                failure(0));
        assertMeasured(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAMS", "PROCESSES"})
    void aStopWhileReplicasLoadEndsThemAll(ReplicaMode mode) {
        AtomicReference<Sweep> running = new AtomicReference<>();
        SweepPlan plan = plan(1, mode);
        Sweep sweep = sweep(plan, allTried(plan), TestReplicas.of(new WatchedWorkers(REAL, (call, _, _) -> {
            if (call.equals("open")) {
                running.get().stopNow();
            }
        })));
        running.set(sweep);
        assertEquals(RunStatus.STOPPED, sweep.run());
        assertEquals(List.of(), log.results);
    }

    @Test
    void aStopWhileProcessesStartEndsThemAll() {
        AtomicReference<Sweep> running = new AtomicReference<>();
        SweepPlan plan = plan(1, ReplicaMode.PROCESSES);
        Sweep sweep = sweep(plan, allTried(plan), TestReplicas.of(new WatchedWorkers(REAL, (call, number, _) -> {
            if (call.equals(WatchedWorkers.LAUNCHED) && number == 0) {
                running.get().stopNow();
            }
        })));
        running.set(sweep);
        assertEquals(RunStatus.STOPPED, sweep.run());
        assertEquals(List.of(), log.results);
    }

    /** A model of which a batch of two billion needs more than any address space has. */
    private static ModelSource wide() {
        return new ModelSource(new OptConfig("wide", 1, 512, 8, 128, 256, 64, 512, true, true, true, true, true),
                new WeightsRef.Synthetic(0));
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAMS", "PROCESSES"})
    void tooLittleMemoryForTheLastReplicaEndsThePointForAll(ReplicaMode mode) {
        SweepPlan whole = plan(List.of(), mode,
                List.of(List.of(new Part(TINY, 1, 1), new Part(wide(), 2_000_000_000, 1))));
        // The group first, and then what its plan has before it: the tiny model alone.
        List<PlannedPoint> all = allTried(whole);
        assertEquals(RunStatus.COMPLETED,
                sweep(whole, List.of(all.getLast(), all.getFirst()), TestReplicas.of(REAL)).run());
        assertEquals("replica 2 of 2 (wide): KV cache for batch 2000000000 × 8 tokens: out of memory",
                failure(0).substring(0, failure(0).indexOf(", asked for another")));
        assertMeasured(1);
    }

    @Test
    void theReplicaThatDoesNotFitAnyMoreIsNotStarted() {
        SweepPlan plan = new SweepPlan(List.of(TINY), List.of(1), 4, 4, Precision.FP32, DeviceId.CPU, 0,
                new Protocol(1, Optional.of(Duration.ZERO), Protocol.Order.LISTED, OptionalInt.empty()),
                new Replication(List.of(1, 2), List.of(ReplicaMode.PROCESSES), OptionalInt.empty(), true,
                        List.of()));
        OptionalLong oneFits = OptionalLong.of(MemoryEstimate.of(plan.points().get(1)).total() - 1);
        DeviceReport device = new DeviceReport(DeviceId.CPU, "a processor", oneFits, oneFits, "libtorch",
                List.of(new PrecisionReport(Precision.FP32, Optional.empty())), Optional.empty());
        WatchedWorkers workers = new WatchedWorkers(REAL, (_, _, _) -> {});
        assertEquals(RunStatus.COMPLETED,
                sweep(plan, FitCheck.check(plan, device), TestReplicas.of(workers)).run());
        assertMeasured(0);
        assertEquals(new PointOutcome.Skipped("needs 1.4 GiB, cpu has 1.4 GiB"), log.results.get(1).outcome());
        assertEquals(1, workers.launched());
    }

    @Test
    void aModelThatCannotBeLoadedIsNamedByItsReplica() {
        ModelSource missing = new ModelSource(TinyModel.synthetic("gone").config(),
                new WeightsRef.Stored("/nowhere/at/all"));
        SweepPlan whole = plan(List.of(), ReplicaMode.PROCESSES,
                List.of(List.of(new Part(TINY, 1, 1), new Part(missing, 1, 1))));
        List<PlannedPoint> group = List.of(allTried(whole).getLast());
        assertEquals(RunStatus.COMPLETED, sweep(whole, group, TestReplicas.of(REAL)).run());
        assertTrue(failure(0).startsWith("replica 2 of 2 (gone): ") && failure(0).contains("/nowhere/at/all"),
                failure(0));
    }

    @Test
    void aReplicaThatCannotBeStartedEndsThoseThatAreStillStarting() {
        CountDownLatch starting = new CountDownLatch(1);
        WorkerLauncher workers = (device, place) -> {
            if (harmed.add(0)) {
                try {
                    starting.await();
                } catch (InterruptedException e) {
                    throw new WorkerException("the test was interrupted", e);
                }
                throw new WorkerException("no more processes", null);
            }
            starting.countDown();
            return REAL.launch(device, place);
        };
        SweepPlan plan = plan(1, ReplicaMode.PROCESSES);
        assertEquals(RunStatus.COMPLETED, sweep(plan, allTried(plan), TestReplicas.of(workers)).run());
        assertTrue(failure(0).matches("replica [12] of 2 \\(tiny\\): no more processes"), failure(0));
    }
}
