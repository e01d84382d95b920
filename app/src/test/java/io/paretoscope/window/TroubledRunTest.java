package io.paretoscope.window;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.opt.Precision;
import io.paretoscope.store.RunStore;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepEvent;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.worker.TinyModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import javafx.stage.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the window shows when worker processes die and stores cannot be opened, with real ones of both. */
class TroubledRunTest {
    private static final ModelSource TINY = TinyModel.synthetic("tiny");

    private final FxRobot robot = new FxRobot();

    @TempDir
    Path folder;

    private static SweepPlan plan(List<ModelSource> models, List<Integer> batches, int repeats) {
        return new SweepPlan(models, batches, 8, 48, Precision.FP32, DeviceId.CPU, 0, repeats);
    }

    private StoredRun stored() {
        try (RunStore store = RunStore.open(RealRig.store(folder))) {
            return store.latest().orElseThrow();
        }
    }

    private static WindowSnapshot awaitMeasuring(WindowSnapshot window) {
        return window.await("a point is being measured", model -> model.live()
                .get()
                .map(run -> run.phase().get().endsWith(SweepEvent.Phase.MEASURE.label()))
                .orElse(false));
    }

    @Test
    void aWorkerThatIsKilledCostsOnePoint() {
        List<ProcessHandle> before = RealRig.children();
        SweepPlan plan = plan(List.of(TINY), IntStream.rangeClosed(1, 6).boxed().toList(), 3);
        String shown;
        try (WindowSnapshot window = RealRig.open(folder, plan).start()) {
            window.awaitPoints(1);
            RealRig.children()
                    .stream()
                    .filter(Predicate.not(before::contains))
                    .forEach(ProcessHandle::destroyForcibly);
            window.awaitFinished();
            int failed = WindowSnapshot.onScreen(() -> window.workbench()
                    .shown()
                    .get()
                    .orElseThrow()
                    .results()
                    .stream()
                    .filter(result -> result.outcome() instanceof PointOutcome.Failed)
                    .findFirst()
                    .orElseThrow()
                    .point()
                    .ordinal());
            WindowSnapshot.onScreen(() -> {
                robot.lookup("#points").queryAs(PointTable.class).scrollTo(failed);
                return true;
            });
            shown = TableText.cell(window.scene(), failed, "Outcome");
        }
        assertTrue(shown.startsWith("failed: the worker process was killed (signal 9)"), shown);
        assertEquals(RunStatus.COMPLETED, stored().summary().status());
        assertEquals(1, stored().summary().pointsFailed());
        assertEquals(5, stored().summary().pointsMeasured());
    }

    @Test
    void stoppingNowLeavesNoWorker() {
        List<ProcessHandle> before = RealRig.children();
        try (WindowSnapshot window = RealRig.open(folder, plan(List.of(TINY), List.of(1), SweepPlan.MOST_REPEATS))
                .start()) {
            awaitMeasuring(window);
            robot.clickOn("#stop-now");
            window.awaitFinished();
            assertTrue(before.containsAll(RealRig.children()), "a worker is left");
        }
        assertEquals(RunStatus.STOPPED, stored().summary().status());
    }

    @Test
    void closingTheWindowWhileItMeasuresLeavesNoWorker() {
        List<ProcessHandle> before = RealRig.children();
        try (WindowSnapshot window = RealRig.open(folder, plan(List.of(TINY), List.of(1), SweepPlan.MOST_REPEATS))
                .start()) {
            awaitMeasuring(window);
        }
        assertTrue(before.containsAll(RealRig.children()), "a worker is left");
        assertEquals(RunStatus.STOPPED, stored().summary().status());
    }

    @Test
    void aMissingCheckpointFailsItsPointWithItsPath() {
        Path gone = folder.resolve("gone");
        ModelSource missing = new ModelSource(TinyModel.synthetic("missing").config(),
                new WeightsRef.Stored(gone.toString()));
        try (WindowSnapshot window = RealRig.open(folder, plan(List.of(missing, TINY), List.of(1), 1)).start()) {
            window.awaitFinished();
            assertTrue(TableText.cell(window.scene(), 0, "Outcome").contains(gone.toString()));
        }
        assertTrue(assertInstanceOf(PointOutcome.Failed.class, stored().results().get(0).outcome()).reason()
                .contains(gone.toString()));
        assertInstanceOf(PointOutcome.Measured.class, stored().results().get(1).outcome());
    }

    @Test
    void aStoreThatAnotherProcessHasOpenIsSaidToBe() throws IOException {
        Path store = RealRig.store(folder);
        try (StoreHolder _ = StoreHolder.hold(store)) {
            assertRefused(store + ": is in use by another process; close it there, or give another store file");
        }
    }

    @Test
    void aFileThatIsNoStoreIsSaidToBeAndLeftAsItIs() throws IOException {
        Path store = RealRig.store(folder);
        byte[] content = "minutes of a meeting".getBytes(StandardCharsets.US_ASCII);
        Files.write(store, content);
        assertRefused(store + ": is not a store, and is left as it is; give another store file");
        assertArrayEquals(content, Files.readAllBytes(store));
    }

    @Test
    void aDamagedStoreIsSaidToBeAndLeftAsItIs() throws IOException {
        Path store = RealRig.store(folder);
        RunStore.open(store).close();
        byte[] content = Files.readAllBytes(store);
        Arrays.fill(content, 100, content.length, (byte) 'x');
        Files.write(store, content);
        assertRefused(store + ": cannot be opened and is left as it is");
        assertArrayEquals(content, Files.readAllBytes(store));
    }

    /** The window is there, and says {@code why} where one would look: in a dialog, beside Start, in the list of runs. */
    private void assertRefused(String why) {
        try (WindowSnapshot window = RealRig.open(folder, plan(List.of(TINY), List.of(1), 1))) {
            window.await("the store was refused", model -> model.startObstacle().get().startsWith(why));
            assertTrue(WindowSnapshot.onScreen(window.stage()::isShowing));
            assertTrue(WindowSnapshot.onScreen(() -> window.workbench().history().message().get().contains(why)));
            assertTrue(robot.lookup("#error").tryQuery().isPresent());
            WindowSnapshot.onScreen(() -> {
                List.copyOf(Window.getWindows())
                        .stream()
                        .filter(each -> !each.equals(window.stage()))
                        .forEach(Window::hide);
                return true;
            });
        }
    }
}
