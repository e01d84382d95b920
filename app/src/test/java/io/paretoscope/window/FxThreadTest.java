package io.paretoscope.window;

import io.paretoscope.sweep.RunStatus;
import io.paretoscope.workbench.FakeWorkbench;
import io.paretoscope.workbench.MovingTelemetry;
import io.paretoscope.workbench.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.testfx.util.WaitForAsyncUtils;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * That the thread which draws is kept free: by what it never does, and by how much it does a frame. How long it took is written down
 * beside, for whoever looks.
 */
class FxThreadTest {
    private final MovingTelemetry telemetry = MovingTelemetry.gpu();
    private final FakeWorkbench workbench = new FakeWorkbench().withTelemetry(telemetry)
            .withRun(Samples.finished(1, Samples.plan(List.of(1, 2), "opt-125m")))
            .withRun(Samples.finished(2, Samples.plan(List.of(1, 2), "opt-125m")));

    private WindowSnapshot open() {
        return WindowSnapshot.open(Setups.of(() -> workbench, Theme.LIGHT, Path.of("target"),
                Samples.plan(IntStream.rangeClosed(1, 100).boxed().toList(), "opt-125m")), 1440, 900)
                .await("a sweep can start", model -> model.startObstacle().get().isEmpty());
    }

    @Test
    void theStoreIsNeverAskedOnTheFxThread() throws IOException {
        try (WindowSnapshot window = open(); FxWatchdog watchdog = FxWatchdog.watch("a sweep of 100 points")) {
            window.start().await("the sweep was started", model -> workbench.calls().contains("start"));
            workbench.begin();
            for (int i = 0; i < 100; i++) {
                workbench.measure(i);
                // As in a real sweep, the window has shown a point before the next one ends.
                window.awaitPoints(i + 1);
            }
            workbench.finish(RunStatus.COMPLETED, "");
            window.awaitFinished();
            WindowSnapshot.onScreen(() -> {
                WorkbenchViewModel model = window.workbench();
                model.open(model.history().runs().getLast());
                model.history().selected().setAll(model.history().runs().getLast());
                model.stored().togglePin();
                model.stored().deleteSelected();
                model.stored().undo();
                model.stored().report(Path.of("target", "fx-thread.html"));
                model.reference().showPublished();
                return true;
            });
            window.await("all is done", model -> model.reference().shown().get().isPresent());
            WaitForAsyncUtils.waitForFxEvents();
            assertTrue(watchdog.answers() > 0);
        }
        assertEquals(List.of(), workbench.callsOnFxThread());
    }

    @Test
    void aFrameOfLiveChartsReadsEachQuantityOnce() throws IOException {
        try (WindowSnapshot window = open(); FxWatchdog watchdog = FxWatchdog.watch("live telemetry")) {
            WindowSnapshot.onScreen(() -> {
                window.workbench().telemetry().shown().set(true);
                return true;
            });
            LiveStrip strip = (LiveStrip) window.scene().lookup("#live");
            window.await("charts move", model -> strip.frames() > 20);
            List<Integer> seen = WindowSnapshot.onScreen(
                    () -> List.of(telemetry.reads(), strip.frames(), strip.charts().size()));
            // Power asks for three quantities where a device offers none of them; this one offers the first.
            assertEquals(seen.get(1) * seen.get(2), seen.get(0));
            assertTrue(watchdog.answers() > 0);
        }
    }

    @Test
    void aFrozenPictureReadsNothing() throws IOException {
        try (WindowSnapshot window = open()) {
            WindowSnapshot.onScreen(() -> {
                window.workbench().telemetry().shown().set(true);
                return true;
            });
            LiveStrip strip = (LiveStrip) window.scene().lookup("#live");
            window.await("charts move", model -> strip.frames() > 2);
            int reads = WindowSnapshot.onScreen(() -> {
                window.workbench().telemetry().timeline().freeze(System.nanoTime());
                return telemetry.reads();
            });
            int frames = WindowSnapshot.onScreen(strip::frames);
            window.await("frames go on", model -> strip.frames() > frames + 3);
            assertEquals(reads, WindowSnapshot.onScreen(telemetry::reads));
        }
    }
}
