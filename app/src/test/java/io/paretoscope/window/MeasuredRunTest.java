package io.paretoscope.window;

import io.paretoscope.chart.ChartImage;
import io.paretoscope.chart.MetricDisplay;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.export.RunCsv;
import io.paretoscope.opt.Precision;
import io.paretoscope.store.RunStore;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.worker.TinyModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javafx.beans.InvalidationListener;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javax.imageio.ImageIO;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.util.WaitForAsyncUtils;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * One run from the fields to the files, with real engines and a real store: measured in one window, then opened again in
 * another, after the first and its workbench were closed.
 */
class MeasuredRunTest {
    /** What every device has numbers for; columns without any are hidden. */
    private static final List<Metric> ON_EVERY_DEVICE = List.of(Metric.TTFT_MEDIAN, Metric.ITL_MEDIAN,
            Metric.REQUEST_LATENCY_MEDIAN, Metric.OUTPUT_THROUGHPUT, Metric.TOTAL_THROUGHPUT, Metric.PEAK_MEMORY);

    private static final int POINTS = 4;

    @TempDir
    static Path folder;

    private static final FxRobot ROBOT = new FxRobot();
    private static final List<Integer> LANDED = Collections.synchronizedList(new ArrayList<>());
    private static final List<RunStatus> ENDED = Collections.synchronizedList(new ArrayList<>());
    private static final Map<String, String> CELLS = new TreeMap<>();
    private static StoredRun stored;
    private static WindowSnapshot later;

    @BeforeAll
    static void measureAndReopen() throws IOException {
        RealRig.checkpoint(folder.resolve("checkpoint"));
        SweepPlan plan = new SweepPlan(List.of(TinyModel.synthetic("tiny")), List.of(1), 8, 12, Precision.FP32,
                DeviceId.CPU, 0, 2);
        try (WindowSnapshot window = RealRig.open(folder, plan)) {
            window.await("a sweep can start", model -> model.startObstacle().get().isEmpty());
            ROBOT.clickOn("#add-checkpoint");
            window.await("the checkpoint is chosen", model -> model.experiment().models().size() == 8);
            ROBOT.clickOn("#batch-sizes").push(KeyCode.SHORTCUT, KeyCode.A).push(KeyCode.DELETE).write("1, 3");
            WaitForAsyncUtils.waitForFxEvents();
            assertEquals("1, 3", ROBOT.lookup("#batch-sizes").queryAs(TextField.class).getText());
            ROBOT.clickOn("#start");
            window.await("a sweep has begun", model -> model.live().get().isPresent());
            watch(window);
            window.awaitFinished();
            WaitForAsyncUtils.waitForFxEvents();
            for (int row = 0; row < POINTS; row++) {
                for (Metric metric : ON_EVERY_DEVICE) {
                    CELLS.put(metric.key() + " " + row, TableText.cell(window.scene(), row, metric.key()));
                }
            }
            ENDED.add(WindowSnapshot.onScreen(() -> window.workbench().shown().get().orElseThrow().status().get()));
        }
        try (RunStore store = RunStore.open(RealRig.store(folder))) {
            stored = store.latest().orElseThrow();
        }
        later = RealRig.open(folder, plan).await("the run is listed", model -> model.history().runs().size() == 1);
        WaitForAsyncUtils.waitForFxEvents();
        ROBOT.doubleClickOn(".run-title");
        later.awaitPoints(POINTS);
    }

    /** Writes down, whenever a point has landed, how many the chart shows. */
    private static void watch(WindowSnapshot window) {
        WindowSnapshot.onScreen(() -> {
            RunViewModel run = window.workbench().live().get().orElseThrow();
            ChartsView charts = ROBOT.lookup(".charts").queryAs(ChartsView.class);
            // Added after the chart's own listener, so it is told after the chart is drawn.
            run.rows().addListener((InvalidationListener) _ -> {
                int drawn = drawn(charts);
                if (LANDED.isEmpty() || LANDED.getLast() != drawn) {
                    LANDED.add(drawn);
                }
            });
            return true;
        });
    }

    private static int drawn(ChartsView charts) {
        var dataset = charts.throughput().view().chart().chart().getXYPlot().getDataset();
        int count = 0;
        for (int series = 0; series < dataset.getSeriesCount(); series++) {
            count += dataset.getItemCount(series);
        }
        return count;
    }

    @AfterAll
    static void close() {
        later.close();
    }

    private static Reading reading(PointResult result, Metric metric) {
        return assertInstanceOf(PointOutcome.Measured.class, result.outcome()).metrics().reading(metric);
    }

    @Test
    void theSweepCompletes() {
        assertEquals(List.of(RunStatus.COMPLETED), ENDED);
    }

    @Test
    void pointsLandInTheChartOneByOne() {
        assertEquals(List.of(0, 1, 2, 3, 4), LANDED);
    }

    @Test
    void theStoreHoldsWhatTheFieldsSaid() {
        assertEquals(List.of(1, 3), stored.plan().batchSizes());
        assertEquals(List.of(new WeightsRef.Synthetic(1), new WeightsRef.Stored(
                folder.resolve("checkpoint").toString())),
                stored.plan().models().stream().map(model -> model.weights()).toList());
    }

    @Test
    void everyPointHasAThroughput() {
        for (PointResult result : stored.results()) {
            assertTrue(reading(result, Metric.OUTPUT_THROUGHPUT).asDouble().orElseThrow() > 0,
                    result.point().label());
        }
    }

    @Test
    void theTableShowsTheNumbersOfTheStore() {
        Map<String, String> expected = new TreeMap<>();
        for (PointResult result : stored.results()) {
            for (Metric metric : ON_EVERY_DEVICE) {
                expected.put(metric.key() + " " + result.point().ordinal(),
                        MetricDisplay.text(metric, reading(result, metric)));
            }
        }
        assertEquals(expected, CELLS);
    }

    @Test
    void theReopenedRunIsTheStores() {
        assertEquals(stored.results(),
                WindowSnapshot.onScreen(() -> later.workbench().shown().get().orElseThrow().results()));
    }

    @Test
    void theReopenedRunIsDrawn() {
        assertEquals(POINTS,
                WindowSnapshot.onScreen(() -> drawn(ROBOT.lookup(".charts").queryAs(ChartsView.class))));
    }

    @Test
    void theExportedPointsAreTheStores() throws IOException {
        ROBOT.clickOn("#export-points");
        later.await("the file is written", model -> model.notice().get().startsWith("The points of run"));
        Path file = folder.resolve("paretoscope-run-" + stored.summary().id() + ".csv");
        List<CSVRecord> rows;
        try (Reader in = Files.newBufferedReader(file);
                CSVParser parser = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get().parse(in)) {
            rows = parser.getRecords();
        }
        assertEquals(POINTS, rows.size());
        for (int i = 0; i < rows.size(); i++) {
            for (Metric metric : Metric.values()) {
                String text = rows.get(i).get(metric.key());
                switch (reading(stored.results().get(i), metric)) {
                    case Reading.Value value -> assertEquals(value.value(), Double.parseDouble(text),
                            1e-9 * Math.abs(value.value()), metric.key());
                    case Reading.Unavailable _ -> assertEquals("", text, metric.key());
                }
            }
        }
        assertEquals(RunCsv.text(stored), Files.readString(file));
    }

    @Test
    void theExportedChartIsAPicture() throws IOException {
        ROBOT.clickOn("#export-chart");
        ROBOT.clickOn("#save-chart");
        later.await("the file is written", model -> model.notice().get().startsWith("The chart of run"));
        BufferedImage picture = ImageIO.read(folder.resolve("paretoscope-run-" + stored.summary().id() + "-"
                + Metric.OUTPUT_THROUGHPUT.key() + "-by-batch_size.png").toFile());
        assertEquals(ChartImage.DEFAULT_WIDTH, picture.getWidth());
    }
}
