package io.paretoscope.replica;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.engine.WindowRule;
import io.paretoscope.opt.Precision;
import io.paretoscope.sweep.FakeWorkers;
import io.paretoscope.sweep.TestReplicas;
import io.paretoscope.worker.JvmWorkerLauncher;
import io.paretoscope.worker.ModelWorker;
import io.paretoscope.worker.TinyModel;
import io.paretoscope.worker.WatchedWorkers;
import io.paretoscope.worker.WorkerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReplicaGroupTest {
    private static final JvmWorkerLauncher REAL = new JvmWorkerLauncher(System.getenv(), false);
    private static final ModelSource A = TinyModel.synthetic("a");
    private static final ModelSource B = TinyModel.synthetic("b");

    private final Set<Long> before = WatchedWorkers.descendants();

    @AfterEach
    void nothingRemains() {
        assertEquals(List.of(), WatchedWorkers.descendantsBeside(before));
    }

    private static ReplicaLauncher.Order order(ReplicaMode mode, ModelSource... models) {
        return new ReplicaLauncher.Order(List.of(models), Collections.nCopies(models.length, 0), mode,
                OptionalInt.empty(), DeviceId.CPU, Precision.FP32, EngineKind.TORCHSCRIPT, false);
    }

    private static List<String> opened(ModelSource... models) throws WorkerException {
        FakeWorkers workers = new FakeWorkers(_ -> {});
        TestReplicas.of(workers).launch(order(ReplicaMode.STREAMS, models), _ -> {}).close();
        return workers.calls().stream().filter(call -> call.startsWith("open") || call.equals("fork")).toList();
    }

    @Test
    void aModelIsLoadedOnceInAProcess() throws Exception {
        assertEquals(List.of("open a", "fork", "fork"), opened(A, A, A));
    }

    @Test
    void aModelIsLoadedOnceInAProcessWhereAnotherStandsBetweenItsReplicas() throws Exception {
        assertEquals(List.of("open a", "open beside b", "fork", "fork"), opened(A, B, A, B));
    }

    /** What a replica does alone for the comparison must not be disturbed by the same of another. */
    @Test
    void answersAreCheckedOneReplicaAfterAnother() throws Exception {
        CountDownLatch another = new CountDownLatch(1);
        List<Boolean> alone = Collections.synchronizedList(new ArrayList<>());
        FakeWorkers workers = new FakeWorkers(call -> {
            if (call.equals("check 1")) {
                alone.add(!cameWithin(another, Duration.ofMillis(300)));
            } else if (call.startsWith("check")) {
                another.countDown();
            }
        });
        try (ReplicaGroup group = TestReplicas.of(workers).launch(order(ReplicaMode.PROCESSES, A, A, A, A), _ -> {})) {
            group.configure(List.of(1, 2, 3, 4), 8);
            assertEquals(4, group.checkAnswers(0, 4, 4).size());
        }
        assertEquals(List.of(true), alone);
        assertEquals(List.of("check 1", "check 2", "check 3", "check 4"),
                workers.calls().stream().filter(call -> call.startsWith("check")).toList());
    }

    private static boolean cameWithin(CountDownLatch latch, Duration time) throws WorkerException {
        try {
            return latch.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new WorkerException("the test was interrupted", e);
        }
    }

    @Test
    void seedsOfReplicasDifferAndTheFirstIsThePlans() {
        assertEquals(42, ReplicaGroup.seed(42, 0));
        assertEquals(64, IntStream.range(0, 64).mapToLong(i -> ReplicaGroup.seed(42, i)).distinct().count());
    }

    /** Thousands of steps of four engines at once in a real process, with prompts of their own (R17). */
    @Test
    void streamsOfOneProcessDoNotDisturbEachOther() throws Exception {
        try (ReplicaGroup group = TestReplicas.of(REAL).launch(order(ReplicaMode.STREAMS, A, A, A, A), _ -> {})) {
            group.configure(List.of(2, 3, 2, 3), 48);
            List<TimedWindow> windows = group.measure(7, 8, 40, new WindowRule(0, 25, Long.MAX_VALUE / 2));
            int steps = windows.stream()
                    .flatMap(window -> window.batches().stream())
                    .map(StepTimes::stepNanos)
                    .mapToInt(List::size)
                    .sum();
            assertTrue(steps >= 4 * 25 * 39, () -> steps + " steps");
            assertEquals(List.of(0, 0, 0, 0), windows.stream().map(TimedWindow::differing).toList());
            for (AnswerCheck check : group.checkAnswers(7, 8, 40)) {
                assertInstanceOf(AnswerCheck.Agreed.class, check);
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void anInterruptFromTheTerminalIsNotForWorkers() throws Exception {
        List<ModelWorker> workers = Collections.synchronizedList(new ArrayList<>());
        try (ReplicaGroup group = TestReplicas.of(REAL).launch(order(ReplicaMode.PROCESSES, A, A), workers::add)) {
            for (ModelWorker worker : workers) {
                WatchedWorkers.signal("INT", worker);
            }
            group.configure(List.of(2, 2), 8);
            assertEquals(2, group.run(0, 4, 4).size());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aReplicaThatHangsWhileItLoadsIsEndedAndNamed() {
        ReplicaLimits brief = new ReplicaLimits(Duration.ofSeconds(5), Duration.ofMinutes(2));
        WatchedWorkers workers = new WatchedWorkers(REAL, (call, number, worker) -> {
            if (call.equals("open") && number == 0) {
                WatchedWorkers.signal("STOP", worker);
            }
        });
        WorkerException error = assertThrows(WorkerException.class,
                () -> TestReplicas.of(workers, brief).launch(order(ReplicaMode.PROCESSES, A, B), _ -> {}));
        assertTrue(String.valueOf(error.getMessage())
                .matches(
                        ".*replica [12] of 2 \\([ab]\\) did not answer within 5 s while loading and (was|were) ended"),
                error.getMessage());
    }
}
