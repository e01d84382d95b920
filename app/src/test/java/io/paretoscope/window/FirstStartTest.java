package io.paretoscope.window;

import io.paretoscope.sweep.RunStatus;
import io.paretoscope.workbench.FakeWorkbench;
import io.paretoscope.workbench.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import javafx.scene.control.TableView;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.stage.Window;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxRobot;
import org.testfx.util.WaitForAsyncUtils;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What someone does who opens the window for the first time, and what becomes of the first run. */
class FirstStartTest {
    private static final Path FOLDER = Path.of("target", "snapshots");

    private final FakeWorkbench workbench = new FakeWorkbench();
    private final FxRobot robot = new FxRobot();

    private WindowSnapshot open(Theme theme) {
        WindowSnapshot window = WindowSnapshot.open(Setups.of(() -> workbench, theme, FOLDER), 1440, 900)
                .await("devices are known", model -> model.firstStart().demoObstacle().get().isEmpty());
        WindowSnapshot.onScreen(() -> {
            window.stage().requestFocus();
            return true;
        });
        WaitForAsyncUtils.waitForFxEvents();
        return window;
    }

    private static Path picture(String name, Theme theme) {
        return FOLDER.resolve(name + "-" + theme.name().toLowerCase(Locale.ROOT) + ".png");
    }

    private boolean there(String query) {
        return robot.lookup(query).tryQuery().isPresent();
    }

    @Test
    void anEmptyStoreIsNoEmptyWindow() throws IOException {
        for (Theme theme : Theme.values()) {
            try (WindowSnapshot window = open(theme)) {
                assertTrue(there("#start-demo") && there("#show-published") && there("#welcome-take"));
                assertTrue(Files.size(window.write(picture("first-start", theme))) > 0);
            }
        }
    }

    @Test
    void theDemoIsOneClickAndItsPointsLand() throws IOException {
        try (WindowSnapshot window = open(Theme.LIGHT)) {
            robot.clickOn("#start-demo");
            window.await("the sweep was started", model -> workbench.calls().contains("start"));
            workbench.begin();
            workbench.measure(0);
            window.awaitPoints(1);
            assertTrue(there("#chart-throughput"));
            for (int i = 1; i < 4; i++) {
                workbench.measure(i);
            }
            workbench.finish(RunStatus.COMPLETED, "");
            window.awaitFinished().write(picture("first-run", Theme.LIGHT));
        }
    }

    @Test
    void publishedFiguresAreShownUnderTheirAuthorsNames() throws IOException {
        for (Theme theme : Theme.values()) {
            try (WindowSnapshot window = open(theme)) {
                robot.clickOn("#show-published");
                window.await("they are shown", model -> model.reference().shown().get().isPresent());
                WaitForAsyncUtils.waitForFxEvents();
                assertEquals("measured by others, read-only", text("#reference-badge"));
                assertTrue(robot.lookup("Recasens et al., Mind the Memory Gap, 2025 (arXiv 2503.08311)")
                        .tryQuery()
                        .isPresent());
                assertEquals(28, robot.lookup("#reference-points").queryAs(TableView.class).getItems().size());
                window.write(picture("reference", theme));
                robot.clickOn("#close-reference");
                window.await("they are closed", model -> model.reference().shown().get().isEmpty());
                robot.clickOn("#reference-F1");
                window.await("they are there again", model -> model.reference().shown().get().isPresent());
            }
        }
    }

    @Test
    void aRunIsDeletedByKeyAndBroughtBackByAClick() throws IOException {
        workbench.withRun(Samples.finished(1, Samples.plan(List.of(1, 2), "opt-125m")))
                .withRun(Samples.finished(2, Samples.plan(List.of(1, 2), "opt-125m")));
        try (WindowSnapshot window = open(Theme.LIGHT)) {
            robot.clickOn("Run 2").push(KeyCode.DELETE);
            window.await("it is gone", model -> model.history().runs().size() == 1);
            assertEquals("Run 2 deleted", text("#deletion"));
            window.write(picture("deleted", Theme.LIGHT));
            robot.clickOn("#undo-deletion");
            window.await("it is back", model -> model.history().runs().size() == 2);
        }
    }

    @Test
    void theCommandOfARunGoesToTheClipboard() {
        workbench.withRun(Samples.finished(1, Samples.plan(List.of(1, 2), "opt-125m")));
        try (WindowSnapshot window = open(Theme.LIGHT)) {
            robot.clickOn("Run 1").clickOn("#more-of-run").clickOn("#copy-command");
            window.await("it was copied", model -> model.notice().get().equals("The command of run 1 was copied"));
            assertTrue(WindowSnapshot.onScreen(() -> Clipboard.getSystemClipboard().getString())
                    .startsWith("paretoscope sweep --model opt-125m --batch 1,2 "));
        }
    }

    @Test
    void aReportIsSavedFromTheList() throws IOException {
        workbench.withRun(Samples.finished(1, Samples.plan(List.of(1, 2), "opt-125m")));
        try (WindowSnapshot window = open(Theme.LIGHT)) {
            robot.clickOn("Run 1").push(KeyCode.SHORTCUT, KeyCode.R);
            window.await("it was written", model -> model.notice().get().startsWith("The report of run 1 went to"));
            assertTrue(Files.readString(FOLDER.resolve("paretoscope-run-1.html")).contains("Run 1 · Paretoscope"));
        }
    }

    @Test
    void runsAreComparedByTheirNumbers() throws IOException {
        workbench.withRun(Samples.finished(1, Samples.plan(List.of(1, 2, 4), "opt-125m")))
                .withRun(Samples.finished(2, Samples.plan(List.of(2, 4, 8), "opt-125m")));
        for (Theme theme : Theme.values()) {
            try (WindowSnapshot window = open(theme)) {
                robot.clickOn("Run 1")
                        .push(KeyCode.SHIFT, KeyCode.UP)
                        .clickOn("#compare-runs");
                window.await("the dialog is there", model -> there("#numbers"));
                assertEquals(2, robot.lookup("#numbers").queryAs(TableView.class).getItems().size());
                assertEquals("2 points are not compared", text("#not-compared"));
                window.writeDialog(picture("dialog-comparison", theme));
            }
        }
    }

    private String text(String query) {
        return WindowSnapshot.onScreen(() -> {
            Node node = robot.lookup(query).query();
            return ((Labeled) node).getText();
        });
    }

    /** Popups would lie over the next window. */
    @AfterEach
    void hideAll() {
        WindowSnapshot.onScreen(() -> {
            List.copyOf(Window.getWindows()).forEach(Window::hide);
            return true;
        });
    }
}
