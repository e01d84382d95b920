package io.paretoscope.window;

import io.paretoscope.sweep.Metric;
import io.paretoscope.workbench.FakeWorkbench;
import io.paretoscope.workbench.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.Labeled;
import javafx.scene.control.SplitPane;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxRobot;
import org.testfx.util.WaitForAsyncUtils;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A window that comes back as it was left. */
class RememberedWindowTest {
    private final FakeWorkbench workbench = new FakeWorkbench()
            .withRun(Samples.finished(1, Samples.plan(List.of(1, 2), "opt-125m")));
    private final WindowSetup setup = Setups.of(() -> workbench, Theme.LIGHT, Path.of("target"));

    private WindowSnapshot open() {
        WindowSnapshot window = WindowSnapshot.open(setup, 1440, 900)
                .await("runs are listed", model -> model.history().runs().size() == 1);
        WaitForAsyncUtils.waitForFxEvents();
        return window;
    }

    private static WorkbenchView view(WindowSnapshot window) {
        return (WorkbenchView) window.scene().getRoot();
    }

    @Test
    void dividersPageOrderAndColumnsComeBack() {
        WindowState.Layout left;
        try (WindowSnapshot window = open()) {
            WindowSnapshot.onScreen(() -> {
                ((SplitPane) view(window).getCenter()).setDividerPositions(0.3, 0.7);
                ((ChartsView) window.scene().lookup(".charts")).page().set(ChartsView.Page.DECIDE);
                window.workbench().history().order().set(RunOrder.OLDEST);
                ((PointTable) window.scene().lookup("#points")).want(Metric.ITL_P99, true);
                return true;
            });
            WaitForAsyncUtils.waitForFxEvents();
            left = WindowSnapshot.onScreen(() -> {
                WindowState state = setup.memory().load();
                setup.memory()
                        .save(new WindowState(state.theme(), state.bounds(), false, false, "LARGER",
                                view(window).remembered()));
                return view(window).remembered();
            });
        }
        assertEquals(List.of("DECIDE", "OLDEST"), List.of(left.page(), left.order()));
        try (WindowSnapshot window = open()) {
            WindowState.Layout again = WindowSnapshot.onScreen(() -> view(window).remembered());
            assertEquals(left.experimentWidth(), again.experimentWidth(), 2);
            assertEquals(left.historyWidth().orElseThrow(), again.historyWidth().orElseThrow(), 2);
            assertEquals(List.of(left.page(), left.order(), left.columns()),
                    List.of(again.page(), again.order(), again.columns()));
        }
    }

    @Test
    void typeGrowsByAKeyAndIsRememberedSo() throws IOException {
        double before;
        try (WindowSnapshot window = open()) {
            before = fontSize(window);
            new FxRobot().push(KeyCode.SHORTCUT, KeyCode.MINUS);
            WaitForAsyncUtils.waitForFxEvents();
            assertTrue(fontSize(window) < before);
            WindowState state = setup.memory().load();
            assertEquals("SMALL", state.textSize());
            setup.memory()
                    .save(new WindowState(state.theme(), state.bounds(), false, false, "LARGER", state.layout()));
        }
        try (WindowSnapshot window = open()) {
            assertEquals(before * 1.35, fontSize(window), 0.1);
            window.write(Path.of("target", "snapshots", "larger-text-light.png"));
        }
    }

    private static double fontSize(WindowSnapshot window) {
        return WindowSnapshot.onScreen(() -> {
            window.scene().getRoot().applyCss();
            return ((Labeled) window.scene().lookup(".history .heading")).getFont().getSize();
        });
    }

    @Test
    void ofAShortSweepNobodyNeedsToBeTold() {
        RunViewModel run = RunViewModel.of(Samples.finished(4, Samples.plan(List.of(1), "opt-125m")));
        assertEquals(Optional.empty(), EndNotice.text(Duration.ofSeconds(29), Optional.of(run)));
    }

    @Test
    void ofALongOneIsToldHowItWent() {
        RunViewModel run = RunViewModel.of(Samples.finished(4, Samples.plan(List.of(1), "opt-125m")));
        String text = EndNotice.text(Duration.ofMinutes(3), Optional.of(run)).orElseThrow();
        assertTrue(text.startsWith("Run 4 of ") && text.endsWith(" completed after 3 min: 1 of 1 points measured"),
                text);
    }
}
