package io.paretoscope.window;

import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.RunLogException;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepEvent;
import io.paretoscope.workbench.FakeWorkbench;
import io.paretoscope.workbench.Samples;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.stage.Window;
import javax.imageio.ImageIO;
import org.jfree.chart.entity.XYItemEntity;
import org.jfree.chart.fx.ChartViewer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.util.WaitForAsyncUtils;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a user does, with mouse and keys, on a window without a screen. */
class WindowTest {
    private final FakeWorkbench workbench = new FakeWorkbench()
            .withRun(Samples.finished(1, Samples.plan(List.of(1, 2), "opt-350m")));
    private final FxRobot robot = new FxRobot();

    @TempDir
    Path folder;

    private WindowSnapshot window;

    @BeforeEach
    void open() {
        window = WindowSnapshot.open(Setups.of(() -> workbench, Theme.LIGHT, folder), 1000, 980)
                .await("devices are known", model -> !model.experiment().devices().isEmpty());
        WaitForAsyncUtils.waitForFxEvents();
    }

    @AfterEach
    void close() {
        WindowSnapshot.onScreen(() -> {
            List.copyOf(Window.getWindows())
                    .stream()
                    .filter(each -> !each.equals(window.stage()))
                    .forEach(Window::hide);
            return true;
        });
        window.close();
    }

    private <T extends Node> T find(String query, Class<T> type) {
        return type.cast(Objects.requireNonNull(robot.lookup(query).query(), query));
    }

    private void fill(String field, String text) {
        robot.clickOn(field).push(KeyCode.SHORTCUT, KeyCode.A).push(KeyCode.DELETE).write(text);
        WaitForAsyncUtils.waitForFxEvents();
    }

    private void start() {
        robot.clickOn("#start");
        window.await("the sweep was started", model -> workbench.calls().contains("start"));
        workbench.begin();
    }

    private String label(String query) {
        return WindowSnapshot.onScreen(() -> find(query, Labeled.class).getText());
    }

    private int drawn() {
        return WindowSnapshot.onScreen(() -> find(".charts", ChartsView.class).throughput()
                .view()
                .chart()
                .chart()
                .getXYPlot()
                .getDataset()
                .getItemCount(0));
    }

    private String cell(int row, String column) {
        return TableText.cell(window.scene(), row, column);
    }

    @Test
    void pointsLandInChartAndTableOneByOne() {
        fill("#batch-sizes", "1, 4");
        start();
        workbench.phase(0, SweepEvent.Phase.LOAD);
        window.await("the point is loading", model -> "opt-125m, batch 1: loading".equals(
                model.live().get().orElseThrow().phase().get()));
        assertEquals("loading", cell(0, "Outcome"));
        workbench.measure(0);
        window.awaitPoints(1);
        assertEquals(1, drawn());
        assertEquals("7.219", cell(0, Metric.ITL_MEDIAN.key()));
        workbench.measure(1);
        window.awaitPoints(2);
        assertEquals(2, drawn());
    }

    @Test
    void aSweepCanBeStoppedAfterItsPoint() {
        start();
        robot.clickOn("#stop-after-point");
        window.await("the stop arrived", model -> workbench.calls().contains("stopAfterPoint"));
        workbench.measure(0);
        workbench.finish(RunStatus.STOPPED, "stopped after point 1 of 4");
        window.awaitFinished();
        assertEquals("stopped", label("#run-status"));
        assertEquals("not run", cell(1, "Outcome"));
    }

    @Test
    void aSweepCanBeStoppedAtOnce() {
        start();
        robot.clickOn("#stop-now");
        window.await("the stop arrived", model -> workbench.calls().contains("stopNow"));
        assertEquals(List.of("start", "stopNow"), workbench.calls());
    }

    @Test
    void keysStartTheSweep() {
        robot.clickOn("#batch-sizes").push(KeyCode.SHORTCUT, KeyCode.ENTER);
        window.await("the sweep was started", model -> workbench.calls().contains("start"));
        assertNotNull(workbench.plan());
    }

    @Test
    void invalidBatchesAreRefusedInPlace() {
        fill("#batch-sizes", "1, 0");
        assertEquals("Cannot start: batch size 0: must be at least 1", label("#start-obstacle"));
        assertTrue(find("#start", Node.class).isDisabled());
        robot.clickOn("#start");
        assertEquals(List.of(), workbench.calls());
    }

    @Test
    void aQuickButtonFillsInTheBatches() {
        robot.clickOn("1 … 64");
        assertEquals("1, 2, 4, 8, 16, 32, 64", find("#batch-sizes", TextField.class).getText());
    }

    @Test
    void aFailedPointIsInTheTableAndNotInTheChart() {
        start();
        workbench.fail(0, "the worker ran out of memory");
        window.awaitPoints(1);
        assertEquals("failed: the worker ran out of memory", cell(0, "Outcome"));
        assertEquals("n/a", cell(0, Metric.OUTPUT_THROUGHPUT.key()));
        assertEquals(0, drawn());
    }

    @Test
    void anUnusableDeviceIsListedAndCannotBeChosen() {
        robot.clickOn("#device");
        Node dead = robot.lookup((Node node) -> node instanceof ChoiceCell<?> cell && cell.getText() != null
                && cell.getText().startsWith("cuda:0")).query();
        assertEquals("cuda:0: NVIDIA H100 (no CUDA build of libtorch: set PYTORCH_LIBRARY_PATH)",
                assertInstanceOf(Labeled.class, dead).getText());
        assertTrue(dead.isDisabled());
    }

    @Test
    void thePrecisionOfTheDeviceStaysChosenWhenDevicesArrive() {
        ComboBox<?> combo = find("#precision", ComboBox.class);
        assertEquals(io.paretoscope.opt.Precision.FP32,
                assertInstanceOf(PrecisionChoice.class, combo.getValue()).precision());
    }

    @Test
    void aDoubleClickReopensAnEarlierRun() {
        robot.doubleClickOn("opt-350m (synthetic)");
        window.awaitPoints(2);
        assertEquals("completed", label("#run-status"));
        assertEquals(2, drawn());
    }

    @Test
    void theEnterKeyReopensAnEarlierRun() {
        WindowSnapshot.onScreen(() -> {
            find("#runs", ListView.class).requestFocus();
            find("#runs", ListView.class).getSelectionModel().selectFirst();
            return true;
        });
        robot.push(KeyCode.ENTER);
        window.awaitPoints(2);
        assertEquals(2, drawn());
    }

    @Test
    void whileASweepRunsAnEarlierRunCanBeSeenAndLeftAgain() {
        start();
        window.await("both runs are listed", model -> model.history().runs().size() == 2);
        WaitForAsyncUtils.waitForFxEvents();
        robot.doubleClickOn("opt-350m (synthetic)");
        window.awaitPoints(2);
        robot.clickOn("#show-live");
        window.await("the sweep is shown", model -> model.shown().get().equals(model.live().get()));
        assertFalse(find("#show-live", Node.class).isVisible());
    }

    @Test
    void pointsAreExported() throws IOException {
        robot.doubleClickOn("opt-350m (synthetic)");
        window.awaitPoints(2);
        robot.clickOn("#export-points");
        window.await("the file is written", model -> model.notice().get().startsWith("The points of run 1 went to"));
        assertEquals("run,1\n", Files.readString(folder.resolve("paretoscope-run-1.csv")));
    }

    @Test
    void aChartIsExportedInTheSizeThatWasChosen() throws IOException {
        robot.doubleClickOn("opt-350m (synthetic)");
        window.awaitPoints(2);
        robot.clickOn("#export-chart");
        fill("#picture-width", "800");
        robot.clickOn("#save-chart");
        window.await("the file is written", model -> model.notice().get().startsWith("The chart of run 1 went to"));
        BufferedImage picture = ImageIO
                .read(folder.resolve("paretoscope-run-1-output_tokens_per_s-by-batch_size.png").toFile());
        assertEquals(800, picture.getWidth());
    }

    @Test
    void aPictureTooSmallCannotBeSaved() {
        robot.doubleClickOn("opt-350m (synthetic)");
        window.awaitPoints(2);
        robot.clickOn("#export-chart");
        fill("#picture-width", "8");
        assertTrue(find("#save-chart", Node.class).isDisabled());
    }

    @Test
    void aFolderWithoutAModelSaysSoInPlace() {
        robot.clickOn("#add-checkpoint");
        window.await("the problem is there", model -> model.experiment()
                .checkpointProblem()
                .get()
                .endsWith(
                        "config.json: no such file"));
        assertTrue(robot.lookup(".problem-line").queryAll().stream().anyMatch(Node::isVisible));
    }

    @Test
    void aCheckpointFolderBecomesAModel() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
        robot.clickOn("#add-checkpoint");
        window.await("the model is there", model -> model.experiment().models().size() == 7);
        robot.clickOn("#start");
        window.await("the sweep was started", model -> workbench.calls().contains("start"));
        assertEquals(new WeightsRef.Stored(folder.toString()),
                Objects.requireNonNull(workbench.plan()).models().getFirst().weights());
    }

    @Test
    void aStoreErrorIsShownWithDetails() {
        workbench.failArchive(new RunLogException("page 7 is corrupt", null));
        robot.doubleClickOn("opt-350m (synthetic)");
        WaitForAsyncUtils.waitForFxEvents();
        window.await("the dialog is there", model -> robot.lookup("#error").tryQuery().isPresent());
        assertTrue(robot.lookup("page 7 is corrupt").tryQuery().isPresent());
    }

    @Test
    void theThemeSwitchDarkensTheChartsToo() {
        robot.clickOn("#theme-dark");
        assertEquals(Theme.DARK.charts().background(), WindowSnapshot.onScreen(
                () -> find(".charts", ChartsView.class).latency().view().chart().chart().getBackgroundPaint()));
    }

    @Test
    void anotherMetricCanBeDrawn() {
        robot.doubleClickOn("opt-350m (synthetic)");
        window.awaitPoints(2);
        robot.clickOn("#metric-latency").clickOn("Output per user");
        assertEquals("tokens/s/user", WindowSnapshot.onScreen(() -> find(".charts", ChartsView.class).latency()
                .view()
                .chart()
                .chart()
                .getXYPlot()
                .getRangeAxis()
                .getLabel()));
    }

    @Test
    void hoveringOverAPointTellsItsValue() {
        robot.doubleClickOn("opt-350m (synthetic)");
        window.awaitPoints(2);
        WaitForAsyncUtils.waitForFxEvents();
        Point2D place = WindowSnapshot.onScreen(() -> {
            ChartViewer viewer = find("#chart-latency", ChartViewer.class);
            List<XYItemEntity> points = new ArrayList<>();
            for (Object entity : viewer.getRenderingInfo().getEntityCollection().getEntities()) {
                if (entity instanceof XYItemEntity drawn) {
                    points.add(drawn);
                }
            }
            Rectangle2D area = points.getFirst().getArea().getBounds2D();
            return viewer.localToScreen(area.getCenterX(), area.getCenterY());
        });
        robot.moveTo(place.add(1, 0)).moveTo(place);
        window.await("a tooltip is there", model -> Window.getWindows().stream().anyMatch(Tooltip.class::isInstance));
        String tip = WindowSnapshot.onScreen(() -> Window.getWindows()
                .stream()
                .filter(Tooltip.class::isInstance)
                .map(each -> ((Tooltip) each).getText())
                .findFirst()
                .orElseThrow());
        assertTrue(tip.startsWith("opt-350m (synthetic), batch 1\nITL median 15.80 ms (n = 45)"), tip);
    }

    @Test
    void helpListsTheKeys() {
        robot.push(KeyCode.F1);
        assertTrue(robot.lookup("#shortcuts").tryQuery().isPresent());
        assertTrue(robot.lookup("Stop after the running point").tryQuery().isPresent());
    }

    @Test
    void closingWhileASweepRunsAsksFirst() {
        start();
        robot.push(KeyCode.SHORTCUT, KeyCode.Q);
        assertTrue(robot.lookup("A sweep is running").tryQuery().isPresent());
        assertFalse(workbench.calls().contains("close"));
        robot.clickOn("Stop and close");
        window.await("the workbench is closed", model -> workbench.calls().contains("close"));
        assertFalse(window.stage().isShowing());
    }

    @Test
    void everythingThatTakesTheFocusHasAName() {
        robot.doubleClickOn("opt-350m (synthetic)");
        window.awaitPoints(2);
        List<Node> nameless = new ArrayList<>();
        WindowSnapshot.onScreen(() -> {
            collectNameless(window.scene().getRoot(), nameless);
            return true;
        });
        assertEquals(List.of(), nameless);
    }

    private static void collectNameless(Node node, List<Node> nameless) {
        String spoken = node.getAccessibleText();
        String written = node instanceof Labeled labeled ? labeled.getText() : null;
        boolean named = (spoken != null && !spoken.isBlank()) || (written != null && !written.isBlank());
        if (node.isFocusTraversable() && node.isVisible() && !named) {
            nameless.add(node);
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> collectNameless(child, nameless));
        }
    }

    @Test
    void aRunIsTaggedAndFoundByItsTag() {
        workbench.withRun(Samples.finished(2, Samples.plan(List.of(1), "opt-125m")));
        robot.push(KeyCode.F5);
        window.await("both runs are listed", model -> model.history().listed().size() == 2);
        robot.clickOn("Run 2").clickOn("#describe-run").clickOn("#run-tags").write("baseline");
        robot.clickOn("#save-description");
        window.await("the run has its tag",
                model -> model.history().runs().getFirst().tags().equals(List.of("baseline")));
        robot.clickOn("#find-runs").write("base");
        window.await("only it is listed", model -> model.history().listed().size() == 1);
    }

    @Test
    void theSelfTestOfARunIsShown() {
        robot.clickOn("Run 1").clickOn("#more-of-run").clickOn("#self-test-of-run");
        window.await("the dialog is there", model -> robot.lookup("#self-test-problem").tryQuery().isPresent());
        assertTrue(label("#self-test-problem").startsWith("No self-test was kept with this run."));
    }

    @Test
    void aKeyTestsTheDeviceAndShowsWhatItFound() {
        robot.push(KeyCode.SHORTCUT, KeyCode.K);
        window.await("the self-test has ended",
                model -> model.selfTest().get().map(test -> test.found().get().isPresent()).orElse(false));
        WaitForAsyncUtils.waitForFxEvents();
        assertTrue(robot.lookup("Known workload").tryQuery().isPresent());
    }

    private static void show(ScrollPane pane, Node node) {
        WindowSnapshot.onScreen(() -> {
            double y = pane.getContent().sceneToLocal(node.localToScene(0, 0)).getY();
            double hidden = pane.getContent().getBoundsInLocal().getHeight() - pane.getViewportBounds().getHeight();
            pane.setVvalue(Math.clamp((y - 80) / hidden, 0, 1));
            return true;
        });
        WaitForAsyncUtils.waitForFxEvents();
    }

    private void showReplication() {
        show(find(".experiment > .scroll-pane", ScrollPane.class), find("#replication", Node.class));
    }

    @Test
    void replicasAreChosenMeasuredAndCompared() {
        fill("#batch-sizes", "4, 8");
        showReplication();
        fill("#replica-counts", "1, 2");
        robot.clickOn("#replica-mode-processes");
        assertEquals("6 points", label("#plan-summary"));
        start();
        robot.clickOn("#charts-replicas");
        WaitForAsyncUtils.waitForFxEvents();
        assertTrue(label("#replicas-absence").startsWith("Nothing to compare yet"));
        for (int i = 0; i < 6; i++) {
            workbench.measure(i);
        }
        window.awaitPoints(6);
        assertEquals(List.of("1 replica", "2 × streams", "2 × processes"), WindowSnapshot.onScreen(
                () -> find("#replicas", ReplicasView.class).chart()
                        .chart()
                        .getCategoryPlot()
                        .getDataset()
                        .getColumnKeys()));
        assertEquals(List.of("2", "processes"), List.of(cell(4, "Replicas"), cell(4, "Mode")));
    }

    @Test
    void aModeThatTheDeviceDoesNotOfferSaysWhy() {
        showReplication();
        Node mps = find("#replica-mode-mps", Node.class);
        assertTrue(mps.isDisabled());
        assertEquals("mps: a process each under MPS.\nNot now: needs an NVIDIA GPU", mps.getAccessibleHelp());
        robot.clickOn(mps);
        assertEquals("4 points", label("#plan-summary"));
        Node threads = find("#mps-threads", Node.class);
        assertTrue(threads.isDisabled());
        assertTrue(threads.getAccessibleHelp().endsWith("Not now: replica mode mps is not chosen"),
                threads.getAccessibleHelp());
    }

    @Test
    void groupsAreWrittenAsOnTheCommandLine() {
        showReplication();
        fill("#groups", "opt-125m:b2x1, opt-350m:b1x1");
        assertEquals("6 points", label("#plan-summary"));
        fill("#groups", "opt-125m:b2");
        assertEquals("Cannot start: a group needs at least two replicas: [opt-125m:b2x1]", label("#start-obstacle"));
    }
}
