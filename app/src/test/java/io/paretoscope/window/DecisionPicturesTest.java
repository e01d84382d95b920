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
                Hyperlink link = node(window, Hyperlink.class, ".finding-point");
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
        try (WindowSnapshot window = WindowSnapshot.open(Setups.of(workbench), 1280, 720)) {
            turnTo(window, ChartsView.Page.FINDINGS);
            window.write(FOLDER.resolve("findings-no-run-light.png"));
            assertTrue(node(window, Label.class, "#findings-absence").getText().startsWith("No run is shown."));
        }
    }
}
