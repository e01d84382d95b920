package io.paretoscope.window;

import io.paretoscope.chart.Dimension;
import io.paretoscope.chart.PlaneChart;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.workbench.FakeWorkbench;
import io.paretoscope.workbench.Imported;
import io.paretoscope.workbench.Samples;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javafx.geometry.Point2D;
import javafx.geometry.VerticalDirection;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.stage.Window;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
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
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a user does with results, by mouse and keys, on a window without a screen. */
class ResultViewsTest {
    private final FakeWorkbench workbench = new FakeWorkbench()
            .withRun(Samples.finished(1, Samples.plan(List.of(1, 2, 4), "opt-125m")))
            .withRun(Samples.finished(2, Samples.with(Samples.replicas(List.of(1, 2), ReplicaMode.STREAMS),
                    Samples.plan(List.of(4, 8), "opt-350m"))))
            .withForeign(Imported.run(1));
    private final FxRobot robot = new FxRobot();

    @TempDir
    Path folder;

    private WindowSnapshot window;

    @BeforeEach
    void open() {
        window = WindowSnapshot.open(Setups.of(() -> workbench, Theme.LIGHT, folder), 1000, 980)
                .await("the runs are listed", model -> model.history().runs().size() == 2);
        show("opt-125m (synthetic)", 3);
    }

    private void show(String model, int points) {
        WindowSnapshot.onScreen(() -> {
            window.workbench()
                    .open(window.workbench()
                            .history()
                            .runs()
                            .stream()
                            .filter(run -> run.models().contains(model))
                            .findFirst()
                            .orElseThrow());
            return true;
        });
        window.await("it is shown", one -> one.shown()
                .get()
                .map(run -> run.results().size() >= points
                        && run.plan().models().getFirst().label().equals(model))
                .orElse(false));
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

    private ChartsView charts() {
        return find(".charts", ChartsView.class);
    }

    private PlaneView latency() {
        return charts().latency().view();
    }

    private PlaneChart.Bounds bounds() {
        return WindowSnapshot.onScreen(() -> latency().chart().bounds());
    }

    private Point2D inLatency(double right, double down) {
        return WindowSnapshot.onScreen(() -> {
            ChartViewer viewer = latency().viewer();
            Rectangle2D area = viewer.getRenderingInfo().getPlotInfo().getDataArea();
            return viewer.localToScreen(area.getX() + right * area.getWidth(), area.getY() + down * area.getHeight());
        });
    }

    private Point2D point(int item) {
        return WindowSnapshot.onScreen(() -> {
            ChartViewer viewer = latency().viewer();
            List<XYItemEntity> points = new ArrayList<>();
            for (Object entity : viewer.getRenderingInfo().getEntityCollection().getEntities()) {
                if (entity instanceof XYItemEntity drawn) {
                    points.add(drawn);
                }
            }
            Rectangle2D area = points.get(item).getArea().getBounds2D();
            return viewer.localToScreen(area.getCenterX(), area.getCenterY());
        });
    }

    @Test
    void aClickOnAPointOpensItsEvidence() {
        robot.clickOn(point(1));
        WaitForAsyncUtils.waitForFxEvents();
        assertEquals("opt-125m, batch 2", WindowSnapshot.onScreen(
                () -> window.workbench().shown().get().orElseThrow().selected().get().orElseThrow().point().label()));
        assertTrue(WindowSnapshot.onScreen(() -> find("#evidence-steps", Label.class).getText())
                .startsWith("45 decode steps"));
    }

    @Test
    void threeStepsOfTheWheelCanBeGoneBackByKeys() {
        PlaneChart.Bounds before = bounds();
        robot.moveTo(inLatency(0.5, 0.5));
        robot.scroll(VerticalDirection.UP).scroll(VerticalDirection.UP).scroll(VerticalDirection.UP);
        WaitForAsyncUtils.waitForFxEvents();
        assertTrue(bounds().right() < before.right(), bounds().toString());
        WindowSnapshot.onScreen(() -> {
            latency().viewer().requestFocus();
            return true;
        });
        robot.push(KeyCode.BACK_SPACE).push(KeyCode.BACK_SPACE).push(KeyCode.BACK_SPACE);
        WaitForAsyncUtils.waitForFxEvents();
        assertEquals(before, bounds());
    }

    @Test
    void aRectangleIsZoomedIntoAndTheRightButtonGoesBack() {
        PlaneChart.Bounds before = bounds();
        robot.drag(inLatency(0.3, 0.3)).dropTo(inLatency(0.7, 0.7));
        WaitForAsyncUtils.waitForFxEvents();
        PlaneChart.Bounds zoomed = bounds();
        assertTrue(zoomed.left() > before.left() && zoomed.right() < before.right(), zoomed.toString());
        robot.rightClickOn(inLatency(0.5, 0.5));
        WaitForAsyncUtils.waitForFxEvents();
        assertEquals(before, bounds());
    }

    @Test
    void keysZoomAndPanAndShowEverythingAgain() {
        PlaneChart.Bounds before = bounds();
        WindowSnapshot.onScreen(() -> {
            latency().viewer().requestFocus();
            return true;
        });
        robot.push(KeyCode.PLUS).push(KeyCode.RIGHT).push(KeyCode.UP);
        WaitForAsyncUtils.waitForFxEvents();
        assertNotEquals(before, bounds());
        robot.push(KeyCode.SHORTCUT, KeyCode.DIGIT0);
        WaitForAsyncUtils.waitForFxEvents();
        assertEquals(before, bounds());
    }

    @Test
    void anImportedRunIsLaidOverFromTheMenu() {
        robot.clickOn("#overlay");
        window.await("imported runs are listed", model -> !model.results().overlay().imported().isEmpty());
        WaitForAsyncUtils.waitForFxEvents();
        robot.clickOn("Imported F1: served elsewhere");
        window.await("it is there", model -> model.results().overlay().has("F1"));
        WaitForAsyncUtils.waitForFxEvents();
        assertEquals("imported F1: opt-1.3b", WindowSnapshot.onScreen(
                () -> latency().chart().chart().getXYPlot().getDataset().getSeriesKey(1)));
    }

    @Test
    void anyMetricRunsToTheRight() {
        robot.clickOn("#charts-pareto").clickOn("#pair-user");
        WaitForAsyncUtils.waitForFxEvents();
        assertEquals(Dimension.Share.PER_USER,
                WindowSnapshot.onScreen(() -> find("#across-trade", ComboBox.class).getValue()));
        assertEquals("No point has a value of Output per GPU: the run was not on a GPU",
                WindowSnapshot.onScreen(() -> charts().trade().model().plane().get().absence()));
    }

    private void choose(int kind) {
        WindowSnapshot.onScreen(() -> {
            find("#export-kind", ComboBox.class).getSelectionModel().select(kind);
            return true;
        });
    }

    private Path saved(String name) {
        robot.clickOn("#save-chart");
        window.await("the file is written", model -> model.notice().get().startsWith("The chart of run"));
        return folder.resolve(name);
    }

    @Test
    void theNumbersOfAChartAreThoseOfTheStore() throws IOException {
        robot.clickOn("#export-chart");
        choose(3);
        Path file = saved("paretoscope-run-1-output_tokens_per_s-by-batch_size.csv");
        try (CSVParser rows = CSVParser.parse(file, StandardCharsets.UTF_8,
                CSVFormat.RFC4180.builder().setHeader().get())) {
            List<CSVRecord> records = rows.getRecords();
            assertEquals(List.of("1.0", "2.0", "4.0"), records.stream().map(row -> row.get("Batch size")).toList());
            double stored = Samples.finished(1, Samples.plan(List.of(1, 2, 4), "opt-125m"))
                    .results()
                    .getFirst()
                    .outcome() instanceof PointOutcome.Measured measured
                            ? measured.metrics().reading(Metric.OUTPUT_THROUGHPUT).asDouble().orElseThrow()
                            : Double.NaN;
            assertEquals(stored, Double.parseDouble(records.getFirst().get("Output throughput (tokens/s)")));
        }
    }

    @Test
    void theReplicaChartIsSavedAsADrawing() throws IOException {
        show("opt-350m (synthetic)", 4);
        robot.clickOn("#charts-replicas");
        WaitForAsyncUtils.waitForFxEvents();
        robot.clickOn("#export-chart");
        assertEquals("Replicas at 8 sequences in all",
                WindowSnapshot.onScreen(() -> find("#export-what", ComboBox.class).getValue().toString()));
        choose(1);
        String drawing = Files.readString(saved("paretoscope-run-2-replicas-8.svg"));
        assertTrue(drawing.contains("2 × streams"), drawing.substring(0, 200));
        assertFalse(drawing.contains("<image"), "it is lines, not pixels");
    }
}
