package io.paretoscope.window;

import io.paretoscope.selftest.Reports;
import io.paretoscope.selftest.SelfTestJson;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.FakeWorkbench;
import io.paretoscope.workbench.GpuSamples;
import io.paretoscope.workbench.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.control.TitledPane;
import javafx.scene.input.Clipboard;
import org.junit.jupiter.api.Test;
import org.testfx.util.WaitForAsyncUtils;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Draws the window with findings and decisions in it into {@code target/snapshots}, for people to look at. */
class DecisionPicturesTest {
    private static final Path FOLDER = Path.of("target", "snapshots");
    private static final SweepPlan PLAN = GpuSamples.plan(List.of(1, 2, 4, 8, 16, 32, 64, 128), "opt-125m", "opt-1.3b");

    private final FakeWorkbench workbench = new FakeWorkbench();

    /** One point was throttled and one failed. */
    private static StoredRun gpuRun() {
        StoredRun run = Samples.run(3, PLAN, RunStatus.COMPLETED, "", PLAN.points()
                .stream()
                .map(point -> point.ordinal() == 15
                        ? Samples.failed(point, "the worker ran out of memory while loading")
                        : GpuSamples.measured(point,
                                point.ordinal() == 12 ? GpuSamples.Flaw.THROTTLED : GpuSamples.Flaw.NONE))
                .toList());
        return new StoredRun(run.summary(), run.plan(), run.conditions(), run.message(), run.results(),
                Optional.of(SelfTestJson.of(Reports.full(PLAN.device())).toString()));
    }

    private WindowSnapshot openRun(Theme theme, int width, StoredRun run) {
        workbench.withRun(run).withDevices(() -> List.of(Samples.cpu(), Samples.gpu()));
        WindowSnapshot window = WindowSnapshot
                .open(Setups.of(() -> workbench, theme, FOLDER, run.plan()), width, width == 1440 ? 900 : 720)
                .await("the run is listed", model -> model.history().runs().size() == 1);
        WindowSnapshot.onScreen(() -> {
            window.workbench().open(window.workbench().history().runs().getFirst());
            return true;
        });
        return window.awaitPoints(run.results().size());
    }

    private static void turnTo(WindowSnapshot window, ChartsView.Page page) {
        WindowSnapshot.onScreen(() -> {
            ((ChartsView) window.scene().lookup(".charts")).page().set(page);
            return true;
        });
        WaitForAsyncUtils.waitForFxEvents();
    }

    private static void findings(WindowSnapshot window) {
        turnTo(window, ChartsView.Page.FINDINGS);
        window.await("the findings are told",
                model -> model.findings().state().get() instanceof FindingsViewModel.State.Told);
        WaitForAsyncUtils.waitForFxEvents();
    }

    private static <N extends Node> N node(WindowSnapshot window, Class<N> kind, String query) {
        return kind.cast(window.scene().lookup(query));
    }

    @Test
    void findingsOfAGpu() throws IOException {
        for (Theme theme : Theme.values()) {
            String name = theme.name().toLowerCase(Locale.ROOT);
            for (int width : List.of(1440, 1280)) {
                try (WindowSnapshot window = openRun(theme, width, gpuRun())) {
                    findings(window);
                    window.write(FOLDER.resolve("findings-" + width + "-" + name + ".png"));
                    WindowSnapshot.onScreen(() -> {
                        node(window, TitledPane.class, "#finding-others").setExpanded(true);
                        return true;
                    });
                    WaitForAsyncUtils.waitForFxEvents();
                    WindowSnapshot.onScreen(() -> {
                        node(window, ScrollPane.class, "#findings .scroll-pane").setVvalue(1);
                        return true;
                    });
                    window.write(FOLDER.resolve("findings-others-" + width + "-" + name + ".png"));
                    assertTrue(node(window, Label.class, "#findings-tally").getText().contains(" to act on, "));
                }
            }
        }
    }

    @Test
    void aPointOfAFindingIsShownInTheTable() {
        try (WindowSnapshot window = openRun(Theme.LIGHT, 1440, gpuRun())) {
            findings(window);
            String label = WindowSnapshot.onScreen(() -> {
                Hyperlink link = node(window, Hyperlink.class, "#finding-cards .point-link");
                link.fire();
                return link.getText();
            });
            WaitForAsyncUtils.waitForFxEvents();
            PointRow selected = (PointRow) node(window, TableView.class, "#points").getSelectionModel()
                    .getSelectedItem();
            assertEquals(label, selected.point().label());
        }
    }

    @Test
    void aCommandIsCopied() {
        try (WindowSnapshot window = openRun(Theme.LIGHT, 1440, gpuRun())) {
            findings(window);
            String copied = WindowSnapshot.onScreen(() -> {
                node(window, Button.class, ".copy-command").fire();
                return Clipboard.getSystemClipboard().getString();
            });
            assertEquals(node(window, Label.class, ".command").getText(), copied);
            assertFalse(copied.isBlank());
        }
    }

    @Test
    void findingsWithoutARunSayWhatToDo() throws IOException {
        workbench.withRun(Samples.finished(1, Samples.plan(List.of(1), "opt-125m")));
        try (WindowSnapshot window = WindowSnapshot.open(Setups.of(workbench), 1280, 720)) {
            window.await("the run is listed", model -> model.history().runs().size() == 1);
            turnTo(window, ChartsView.Page.FINDINGS);
            window.write(FOLDER.resolve("findings-no-run-light.png"));
            assertTrue(node(window, Label.class, "#findings-absence").getText().startsWith("No run is shown."));
        }
    }

    private static ChartsView charts(WindowSnapshot window) {
        return node(window, ChartsView.class, ".charts");
    }

    private static void type(WindowSnapshot window, String query, String text) {
        WindowSnapshot.onScreen(() -> {
            node(window, TextField.class, query).setText(text);
            return true;
        });
        WaitForAsyncUtils.waitForFxEvents();
    }

    private static List<String> answers(WindowSnapshot window) {
        return WindowSnapshot.onScreen(() -> window.scene()
                .lookup("#decide")
                .lookupAll(".answer")
                .stream()
                .map(answer -> ((Label) answer).getText())
                .toList());
    }

    @Test
    void decisionsOnAGpu() throws IOException {
        for (Theme theme : Theme.values()) {
            String name = theme.name().toLowerCase(Locale.ROOT);
            for (int width : List.of(1440, 1280)) {
                try (WindowSnapshot window = openRun(theme, width, gpuRun())) {
                    turnTo(window, ChartsView.Page.DECIDE);
                    window.write(FOLDER.resolve("decide-" + width + "-" + name + ".png"));
                    assertEquals(4, answers(window).size());
                }
            }
        }
    }

    @Test
    void aRuleThatIsWrongIsSaidAndLeavesTheKneesAlone() throws IOException {
        try (WindowSnapshot window = openRun(Theme.LIGHT, 1280, gpuRun())) {
            turnTo(window, ChartsView.Page.DECIDE);
            type(window, "#decide-epsilon", "2");
            type(window, "#decide-slowdown", "twice");
            window.write(FOLDER.resolve("decide-wrong-light.png"));
            assertEquals("epsilon 2.0: must lie between 0 and 1",
                    node(window, Label.class, "#decide-epsilon-problem").getText());
            assertEquals("slowdown 'twice': must be a number, such as 2 or 0.1",
                    node(window, Label.class, "#decide-slowdown-problem").getText());
            assertEquals(2, answers(window).size());
        }
    }

    @Test
    void theFrontIsDrawn() {
        try (WindowSnapshot window = openRun(Theme.LIGHT, 1440, gpuRun())) {
            turnTo(window, ChartsView.Page.DECIDE);
            assertEquals(2, charts(window).decide().view().chart().chart().getXYPlot().getSeriesCount());
            assertEquals("2 points left out of the front", node(window, Label.class, "#front-left-out").getText());
        }
    }

    @Test
    void aBatchOfATableIsShownInTheTableOfPoints() {
        try (WindowSnapshot window = openRun(Theme.LIGHT, 1440, gpuRun())) {
            turnTo(window, ChartsView.Page.DECIDE);
            WindowSnapshot.onScreen(() -> {
                node(window, Hyperlink.class, "#decide .point-link").fire();
                return true;
            });
            WaitForAsyncUtils.waitForFxEvents();
            PointRow selected = (PointRow) node(window, TableView.class, "#points").getSelectionModel()
                    .getSelectedItem();
            assertEquals("opt-125m, batch 1", selected.point().label());
        }
    }

    @Test
    void findingsAndDecisionsFollowARunningSweep() throws IOException {
        SweepPlan plan = Samples.plan(List.of(1, 2, 4, 8), "opt-125m");
        try (WindowSnapshot window = WindowSnapshot
                .open(Setups.of(() -> workbench, Theme.DARK, FOLDER, plan), 1440, 900)
                .start()
                .await("the sweep was started", model -> workbench.calls().contains("start"))) {
            turnTo(window, ChartsView.Page.FINDINGS);
            workbench.begin();
            WaitForAsyncUtils.waitForFxEvents();
            assertTrue(node(window, Label.class, "#findings-absence").getText().startsWith("No point has ended yet."));
            workbench.measure(0);
            window.await("the first findings are told",
                    model -> model.findings().state().get() instanceof FindingsViewModel.State.Told);
            window.write(FOLDER.resolve("findings-running-dark.png"));
            turnTo(window, ChartsView.Page.DECIDE);
            workbench.measure(1);
            workbench.measure(2);
            window.awaitPoints(3).write(FOLDER.resolve("decide-running-dark.png"));
            assertTrue(answers(window).getFirst().startsWith("still rising at batch 4"), answers(window).toString());
        }
    }
}
