package io.paretoscope.workbench;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.opt.Precision;
import io.paretoscope.store.RunStore;
import io.paretoscope.store.StoreException;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepControl;
import io.paretoscope.sweep.SweepEvent;
import io.paretoscope.sweep.SweepListener;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.telemetry.DeviceTelemetry;
import io.paretoscope.worker.TinyModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The real workbench: real workers with models of no size, and a real store. */
class LocalWorkbenchTest {
    /** So many repeats take minutes. */
    private static final int ENDLESS = SweepPlan.MOST_REPEATS;
    /** Its devices are tried once for all tests; a workbench that closes it does not make it forget them. */
    private static final LocalEngines TRIED = new LocalEngines(System.getenv(), false);
    private static final ModelSource MODEL = TinyModel.synthetic("tiny");

    @TempDir
    Path folder;

    private LocalWorkbench open() {
        return open(TRIED);
    }

    private LocalWorkbench open(LocalEngines engines) {
        return new LocalWorkbench(engines, RunStore.open(folder.resolve("runs")),
                new HostConditions("1.2.3"), DeviceTelemetry::open, (_, _, _) -> "{}");
    }

    private static SweepPlan plan(DeviceId device, int repeats, Integer... batches) {
        return new SweepPlan(List.of(MODEL), List.of(batches), 4, 60, Precision.FP32, device, 0, repeats);
    }

    /** Completes with the end of a sweep. */
    private static final class End implements SweepListener {
        final CompletableFuture<SweepEvent.Finished> reached = new CompletableFuture<>();

        @Override
        public void on(SweepEvent event) {
            if (event instanceof SweepEvent.Finished finished) {
                reached.complete(finished);
            }
        }
    }

    private static StoredRun latest(Workbench workbench) {
        return workbench.archive().latest().orElseThrow();
    }

    @Test
    void aSweepIsMeasuredInAWorkerAndKept() {
        End end = new End();
        try (LocalWorkbench workbench = open()) {
            workbench.start(plan(DeviceId.CPU, 1, 1, 2), end);
            assertEquals(new SweepEvent.Finished(RunStatus.COMPLETED, ""), end.reached.join());
            StoredRun run = latest(workbench);
            assertEquals(2, run.summary().pointsMeasured());
            assertEquals("1.2.3", run.conditions().settled().get("paretoscope"));
            assertTrue(String.valueOf(run.conditions().settled().get("library")).startsWith("libtorch "));
            // The rules read how much memory there is from these conditions.
            assertTrue(String.valueOf(run.conditions().settled().get("device memory")).matches("\\d+\\.\\d GiB"));
        }
    }

    @Test
    void aSecondStartWhileASweepRunsIsRefused() {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        End end = new End();
        try (LocalWorkbench workbench = open()) {
            workbench.start(plan(DeviceId.CPU, 1, 1), event -> {
                if (event instanceof SweepEvent.Started) {
                    begun.countDown();
                    await(asked);
                }
                end.on(event);
            });
            await(begun);
            IllegalStateException e = assertThrows(IllegalStateException.class,
                    () -> workbench.start(plan(DeviceId.CPU, 1, 1), _ -> {}));
            assertEquals("a sweep is running already", e.getMessage());
            asked.countDown();
            assertEquals(RunStatus.COMPLETED, end.reached.join().status());
            assertEquals(1, workbench.archive().runs().size());
        }
    }

    @Test
    void whoHearsOfTheEndMayStartTheNextSweep() {
        End end = new End();
        try (LocalWorkbench workbench = open()) {
            workbench.start(plan(DeviceId.CPU, 1, 1), event -> {
                if (event instanceof SweepEvent.Finished) {
                    try {
                        workbench.start(plan(DeviceId.CPU, 1, 2), end);
                    } catch (IllegalStateException e) {
                        end.reached.completeExceptionally(e);
                    }
                }
            });
            assertEquals(RunStatus.COMPLETED, end.reached.join().status());
            assertEquals(2, workbench.archive().runs().size());
        }
    }

    @Test
    void closingDuringASweepStopsItAndClosesTheStore() {
        CountDownLatch measuring = new CountDownLatch(1);
        End end = new End();
        List<ProcessHandle> workers;
        LocalWorkbench workbench = open();
        try (workbench) {
            List<ProcessHandle> before = ProcessHandle.current().descendants().toList();
            workbench.start(plan(DeviceId.CPU, ENDLESS, 1), event -> {
                if (event instanceof SweepEvent.PhaseEntered entered && entered.phase() == SweepEvent.Phase.MEASURE) {
                    measuring.countDown();
                }
                end.on(event);
            });
            await(measuring);
            workers = ProcessHandle.current().descendants().filter(process -> !before.contains(process)).toList();
        }
        assertEquals(RunStatus.STOPPED, end.reached.getNow(new SweepEvent.Finished(RunStatus.RUNNING, "")).status());
        assertEquals(1, workers.size());
        assertTrue(workers.stream().noneMatch(ProcessHandle::isAlive));
        assertThrows(StoreException.class, () -> workbench.archive().runs());
        try (LocalWorkbench again = open()) {
            assertEquals(RunStatus.STOPPED, latest(again).summary().status());
        }
    }

    @Test
    void aClosedWorkbenchStartsNothing() {
        LocalWorkbench workbench = open();
        workbench.close();
        IllegalStateException e = assertThrows(IllegalStateException.class,
                () -> workbench.start(plan(DeviceId.CPU, 1, 1), _ -> {}));
        assertEquals("the workbench is closed", e.getMessage());
    }

    @Test
    void aSecondCloseDoesNothing() {
        LocalWorkbench workbench = open();
        workbench.close();
        workbench.close();
    }

    @Test
    void aStopAtOnceBeforeTheDeviceIsKnownRunsNoPoint() {
        End end = new End();
        try (LocalWorkbench workbench = open(new LocalEngines(System.getenv(), false))) {
            SweepControl control = workbench.start(plan(DeviceId.CPU, ENDLESS, 1), end);
            control.stopNow();
            assertEquals(RunStatus.STOPPED, end.reached.join().status());
            assertEquals(List.of(), latest(workbench).results());
        }
    }

    @Test
    void aStopAfterThePointBeforeTheDeviceIsKnownRunsNoPoint() {
        End end = new End();
        try (LocalWorkbench workbench = open(new LocalEngines(System.getenv(), false))) {
            SweepControl control = workbench.start(plan(DeviceId.CPU, ENDLESS, 1), end);
            control.stopAfterPoint();
            assertEquals(RunStatus.STOPPED, end.reached.join().status());
            assertEquals(List.of(), latest(workbench).results());
        }
    }

    @Test
    void aRunThatCannotBeBegunIsToldAndTheNextMayBeTried() {
        RunStore store = RunStore.open(folder.resolve("runs"));
        store.close();
        AtomicBoolean began = new AtomicBoolean();
        try (LocalWorkbench workbench = new LocalWorkbench(TRIED, store,
                new HostConditions("1.2.3"), DeviceTelemetry::open, (_, _, _) -> "{}")) {
            for (int i = 0; i < 2; i++) {
                End end = new End();
                workbench.start(plan(DeviceId.CPU, 1, 1), event -> {
                    if (event instanceof SweepEvent.Started) {
                        began.set(true);
                    }
                    end.on(event);
                });
                assertEquals(new SweepEvent.Finished(RunStatus.FAILED, store.file()
                        + ": the run could not be begun: the store was closed; open it again"), end.reached.join());
            }
        }
        assertEquals(false, began.get());
    }

    @Test
    void aDeviceThatThisMachineLacksSkipsThePoints() {
        End end = new End();
        try (LocalWorkbench workbench = open()) {
            workbench.start(plan(DeviceId.cuda(99), 1, 1), end);
            end.reached.join();
            PointOutcome outcome = latest(workbench).results().getFirst().outcome();
            assertTrue(assertInstanceOf(PointOutcome.Skipped.class, outcome).reason()
                    .contains("this machine has no cuda:99"), outcome.toString());
        }
    }

    @Test
    void onAGpuTheEnginesAreAConditionOfTheRun() {
        End end = new End();
        try (LocalWorkbench workbench = open()) {
            workbench.start(plan(DeviceId.cuda(99), 1, 1), end);
            end.reached.join();
            Map<String, String> settled = latest(workbench).conditions().settled();
            assertEquals("graph", settled.get("engine"));
            assertEquals("unavailable: they were not tried", settled.get("own kernels"));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
