package io.paretoscope.chart;

import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.sweep.TestSamples;
import io.paretoscope.workbench.GpuSamples;
import io.paretoscope.workbench.Samples;
import java.awt.BasicStroke;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.ValueTick;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.data.xy.IntervalXYDataset;
import org.jfree.data.xy.XYDataset;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PlaneChartTest {
    private static final SweepPlan PLAN = Samples.plan(List.of(8, 1, 4, 2), "opt-125m", "opt-350m");

    private final PlaneChart chart = new PlaneChart(ChartStyle.LIGHT);

    private static Plane.Axis linear(Dimension dimension) {
        return new Plane.Axis(dimension, false);
    }

    private static Plane plane(SweepPlan plan, List<PointResult> results, Metric metric) {
        return Plane.of(List.of(ChartSource.shown("run 1", plan, results)),
                new Plane.Axis(Dimension.Load.BATCH, true), linear(Dimension.of(metric)), false);
    }

    private void show(SweepPlan plan, List<PointResult> results, Metric metric) {
        chart.show(plane(plan, results, metric), false);
    }

    private XYPlot plot() {
        return chart.chart().getXYPlot();
    }

    private XYDataset data() {
        return plot().getDataset();
    }

    private static List<PointResult> measured(SweepPlan plan) {
        return plan.points().stream().map(Samples::measured).toList();
    }

    private List<String> batchLabels(double width) {
        BufferedImage image = new BufferedImage(10, 10, BufferedImage.TYPE_INT_RGB);
        return ((BatchAxis) plot().getDomainAxis())
                .refreshTicks(image.createGraphics(), new AxisState(), new Rectangle2D.Double(0, 0, width, 200),
                        RectangleEdge.BOTTOM)
                .stream()
                .map(ValueTick::getText)
                .toList();
    }

    @Test
    void eachModelIsASeriesThatSaysWhetherItsWeightsAreSynthetic() {
        show(PLAN, measured(PLAN), Metric.OUTPUT_THROUGHPUT);
        assertEquals("opt-125m (synthetic)", data().getSeriesKey(0));
        assertEquals("opt-350m (synthetic)", data().getSeriesKey(1));
    }

    private static SweepPlan onGpu(EngineKind... engines) {
        SweepPlan plan = GpuSamples.plan(List.of(1, 8), "opt-125m");
        return new SweepPlan(plan.models(), plan.batchSizes(), plan.promptTokens(), plan.outputTokens(),
                plan.precision(), plan.device(), List.of(engines), plan.seed(), plan.protocol(), plan.replication());
    }

    @Test
    void eachEngineIsASeries() {
        SweepPlan plan = onGpu(EngineKind.GRAPH, EngineKind.TORCHSCRIPT);
        show(plan, measured(plan), Metric.OUTPUT_THROUGHPUT);
        assertEquals("opt-125m (synthetic)", data().getSeriesKey(0));
        assertEquals("opt-125m (synthetic), torchscript", data().getSeriesKey(1));
        assertEquals(2, data().getItemCount(1));
    }

    @Test
    void aPointOfAnotherEngineThanAskedForIsNotOnTheCurveOfThatOne() {
        SweepPlan plan = onGpu(EngineKind.GRAPH);
        PointResult point = Samples.measured(plan.points().getLast());
        PointOutcome.Measured measured = (PointOutcome.Measured) point.outcome();
        PointResult fallen = new PointResult(point.point(), point.memory(), point.finishedAt(),
                PointOutcome.Measured.of(TestSamples.decodedBy(
                        EngineUse.instead(EngineKind.GRAPH, EngineKind.TORCHSCRIPT, "no room"), measured.samples())));
        show(plan, List.of(Samples.measured(plan.points().getFirst()), fallen), Metric.OUTPUT_THROUGHPUT);
        assertEquals(List.of(1, 1), List.of(data().getItemCount(0), data().getItemCount(1)));
        assertEquals("opt-125m (synthetic), torchscript", data().getSeriesKey(1));
    }

    @Test
    void pointsLieInTheOrderOfTheirBatchWhateverThePlanSays() {
        show(PLAN, measured(PLAN), Metric.OUTPUT_THROUGHPUT);
        assertEquals(List.of(1.0, 2.0, 4.0, 8.0),
                List.of(data().getXValue(0, 0), data().getXValue(0, 1), data().getXValue(0, 2),
                        data().getXValue(0, 3)));
    }

    @Test
    void theValueIsThatOfTheMetric() {
        PointResult point = Samples.measured(PLAN.points().get(1));
        show(PLAN, List.of(point), Metric.ITL_MEDIAN);
        double itl = 2 + PLAN.models().getFirst().config().parameters() / 25.0 * (1 + 1 / 24.0) / 1e6;
        // Steps are kept in a histogram of three digits.
        assertEquals(itl, data().getYValue(0, 0), itl * 1e-3);
    }

    @Test
    void theIntervalOfAPointIsDrawnAndItsEndsFitTheAxis() {
        SweepPlan plan = GpuSamples.plan(List.of(8), "opt-125m");
        PointResult point = GpuSamples.measured(plan.points().getFirst(), GpuSamples.Flaw.UNSTEADY);
        show(plan, List.of(point), Metric.ENERGY_PER_TOKEN);
        IntervalXYDataset data = (IntervalXYDataset) plot().getDataset();
        Reading.Value value = (Reading.Value) ((PointOutcome.Measured) point.outcome()).metrics()
                .reading(Metric.ENERGY_PER_TOKEN);
        assertEquals(value.interval().orElseThrow().high(), data.getEndYValue(0, 0));
        assertTrue(plot().getRangeAxis().getRange().contains(data.getEndYValue(0, 0)));
    }

    @Test
    void anInvalidPointIsHollow() {
        SweepPlan plan = GpuSamples.plan(List.of(8, 16), "opt-125m");
        show(plan, List.of(GpuSamples.measured(plan.points().get(0), GpuSamples.Flaw.THROTTLED),
                GpuSamples.measured(plan.points().get(1), GpuSamples.Flaw.NONE)), Metric.MEAN_POWER);
        XYLineAndShapeRenderer renderer = (XYLineAndShapeRenderer) plot().getRenderer();
        assertEquals(List.of(false, true), List.of(renderer.getItemShapeFilled(0, 0), renderer.getItemShapeFilled(0,
                1)));
    }

    @Test
    void whatIsWrongWithAPointIsSaidInItsTooltip() {
        SweepPlan plan = GpuSamples.plan(List.of(8), "opt-125m");
        show(plan, List.of(GpuSamples.measured(plan.points().getFirst(), GpuSamples.Flaw.THROTTLED)),
                Metric.MEAN_POWER);
        String text = plot().getRenderer().getDefaultToolTipGenerator().generateToolTip(plot().getDataset(), 0, 0);
        assertTrue(text.endsWith("\nINVALID: the device was throttled"), text);
    }

    @Test
    void failedAndSkippedPointsAreNotDrawn() {
        show(PLAN, List.of(Samples.failed(PLAN.points().get(0), "no memory"),
                Samples.skipped(PLAN.points().get(1), "too large"), Samples.measured(PLAN.points().get(2))),
                Metric.OUTPUT_THROUGHPUT);
        assertEquals(1, data().getItemCount(0));
    }

    @Test
    void aMetricThatIsNotAvailableIsNotDrawn() {
        show(PLAN, measured(PLAN), Metric.ITL_P99);
        assertEquals(0, data().getItemCount(0));
        assertEquals("No point has a value of ITL p99: n too small: 45 of 299 steps", plot().getNoDataMessage());
    }

    @Test
    void aModelKeepsItsColourWhileTheFirstIsStillToCome() {
        show(PLAN, List.of(Samples.measured(PLAN.points().get(5))), Metric.OUTPUT_THROUGHPUT);
        XYLineAndShapeRenderer renderer = (XYLineAndShapeRenderer) plot().getRenderer();
        assertEquals(ChartStyle.LIGHT.color(1), renderer.getSeriesPaint(1));
        assertFalse(renderer.isSeriesVisibleInLegend(0));
        assertTrue(renderer.isSeriesVisibleInLegend(1));
    }

    @Test
    void theBatchAxisIsLabelledInPowersOfTwo() {
        show(PLAN, List.of(), Metric.OUTPUT_THROUGHPUT);
        assertEquals(List.of("1", "2", "4", "8"), batchLabels(600));
    }

    @Test
    void labelsOfBatchesThatWouldTouchAreLeftOut() {
        show(Samples.plan(List.of(1, 4096), "opt-125m"), List.of(), Metric.OUTPUT_THROUGHPUT);
        assertEquals(List.of("1", "4", "16", "64", "256", "1024", "4096"), batchLabels(300));
    }

    @Test
    void theBatchAxisCoversThePlanBeforeAnyPointLands() {
        show(PLAN, List.of(), Metric.OUTPUT_THROUGHPUT);
        assertTrue(plot().getDomainAxis().getRange().contains(8));
        assertFalse(plot().getDomainAxis().getRange().contains(16));
    }

    @Test
    void resettingTheZoomShowsTheWholePlanAgain() {
        show(PLAN, measured(PLAN), Metric.OUTPUT_THROUGHPUT);
        plot().getDomainAxis().setRange(2, 3);
        chart.resetZoom();
        assertTrue(plot().getDomainAxis().getRange().contains(8));
    }

    @Test
    void manyPointsCauseOneRedraw() {
        List<Object> events = new ArrayList<>();
        chart.chart().addChangeListener(events::add);
        show(PLAN, measured(PLAN), Metric.OUTPUT_THROUGHPUT);
        assertEquals(1, events.size());
    }

    @Test
    void theTooltipNamesPointValueUnitAndSamples() {
        show(PLAN, List.of(Samples.measured(PLAN.points().get(1))), Metric.ITL_MEDIAN);
        String tip = plot().getRenderer().getToolTipGenerator(0, 0).generateToolTip(data(), 0, 0);
        assertEquals("opt-125m (synthetic), batch 1\nITL median 7.219 ms (n = 45)\n"
                + "run 1, prompt 16 + output 16 tokens, fp32, cpu\nVALID", tip);
    }

    @Test
    void whatTheUserZoomedIntoStaysInSightWhilePointsLand() {
        List<PointResult> all = measured(PLAN);
        show(PLAN, all.subList(0, 3), Metric.OUTPUT_THROUGHPUT);
        chart.zoom(0.5, 0.5, 0.5);
        PlaneChart.Bounds zoomed = chart.bounds();
        assertTrue(chart.show(plane(PLAN, all, Metric.OUTPUT_THROUGHPUT), true));
        assertEquals(zoomed, chart.bounds());
    }

    @Test
    void anotherMetricIsSeenWhole() {
        show(PLAN, measured(PLAN), Metric.OUTPUT_THROUGHPUT);
        chart.zoom(0.5, 0.5, 0.5);
        assertFalse(chart.show(plane(PLAN, measured(PLAN), Metric.ITL_MEDIAN), true));
        double slowest = data().getYValue(1, 3);
        assertTrue(chart.bounds().bottom() == 0 && chart.bounds().top() >= slowest, chart.bounds().toString());
    }

    @Test
    void zoomingInAndOutAboutAPlaceOfALogarithmicAxisComesBack() {
        show(PLAN, measured(PLAN), Metric.OUTPUT_THROUGHPUT);
        PlaneChart.Bounds before = chart.bounds();
        chart.zoom(0.8, 0.3, 0.6);
        assertTrue(chart.bounds().left() > before.left() && chart.bounds().right() < before.right());
        chart.zoom(1 / 0.8, 0.3, 0.6);
        assertEquals(before.left(), chart.bounds().left(), 1e-9);
        assertEquals(before.right(), chart.bounds().right(), 1e-9);
    }

    @Test
    void panningALogarithmicAxisStaysAboveZero() {
        show(PLAN, measured(PLAN), Metric.OUTPUT_THROUGHPUT);
        for (int i = 0; i < 20; i++) {
            chart.pan(-1, 0);
        }
        assertTrue(chart.bounds().left() > 0);
    }

    @Test
    void aLogarithmicAxisIsLabelledWithinItsDecade() {
        chart.show(Plane.of(List.of(ChartSource.shown("run 1", PLAN, measured(PLAN))),
                new Plane.Axis(Dimension.Load.BATCH, true),
                new Plane.Axis(Dimension.of(Metric.OUTPUT_THROUGHPUT), true), false), false);
        plot().getRangeAxis().setRange(15, 300);
        BufferedImage image = new BufferedImage(10, 10, BufferedImage.TYPE_INT_RGB);
        List<String> labels = ((DecadeAxis) plot().getRangeAxis())
                .refreshTicks(image.createGraphics(), new AxisState(), new Rectangle2D.Double(0, 0, 300, 200),
                        RectangleEdge.LEFT)
                .stream()
                .map(ValueTick::getText)
                .toList();
        assertEquals(List.of("20", "50", "100", "200"), labels);
    }

    @Test
    void aLogarithmicAxisShowsEveryPoint() {
        chart.show(Plane.of(List.of(ChartSource.shown("run 1", PLAN, measured(PLAN))),
                new Plane.Axis(Dimension.of(Metric.ITL_MEDIAN), true),
                new Plane.Axis(Dimension.of(Metric.OUTPUT_THROUGHPUT), true), false), false);
        for (int item = 0; item < data().getItemCount(0); item++) {
            assertTrue(plot().getRangeAxis().getRange().contains(data().getYValue(0, item)));
            assertTrue(plot().getDomainAxis().getRange().contains(data().getXValue(0, item)));
        }
    }

    @Test
    void anEmptyLogarithmicAxisIsDrawnAtOnce() {
        Plane.Axis log = new Plane.Axis(Dimension.of(Metric.OUTPUT_THROUGHPUT), true);
        chart.show(Plane.none(log, log, "n/a"), false);
        assertTrue(chart.bounds().left() > 0 && chart.bounds().bottom() > 0, chart.bounds().toString());
    }

    @Test
    void aPredictionIsDashedAndSaysSoInItsTooltip() {
        SweepPlan plan = GpuSamples.plan(List.of(1, 2, 4, 8, 16, 32), "opt-125m");
        List<PointResult> results = plan.points()
                .stream()
                .map(point -> GpuSamples.measured(point, GpuSamples.Flaw.NONE))
                .toList();
        ChartSource predicted = PredictedPoints.of("run 1", plan, results).source();
        chart.show(Plane.of(List.of(ChartSource.shown("run 1", plan, results), predicted),
                new Plane.Axis(Dimension.Load.BATCH, true), linear(Dimension.of(Metric.OUTPUT_THROUGHPUT)), false),
                false);
        XYLineAndShapeRenderer renderer = (XYLineAndShapeRenderer) plot().getRenderer();
        assertEquals("predicted: opt-125m (synthetic)", data().getSeriesKey(1));
        assertTrue(((BasicStroke) renderer.getSeriesStroke(1)).getDashArray().length > 0);
        assertNull(((BasicStroke) renderer.getSeriesStroke(0)).getDashArray());
        assertEquals(renderer.getSeriesPaint(0), renderer.getSeriesPaint(1));
        String tip = renderer.getDefaultToolTipGenerator().generateToolTip(data(), 1, 0);
        assertTrue(tip.startsWith("predicted: opt-125m (synthetic), batch 1\n"), tip);
        assertTrue(tip.contains("predicted, not measured"), tip);
    }

    @Test
    void theBaselineIsGrey() {
        ChartSource baseline = ChartSource.overlaid(Samples.finished(2, PLAN), true);
        chart.show(Plane.of(List.of(ChartSource.shown("run 1", PLAN, measured(PLAN)), baseline),
                new Plane.Axis(Dimension.Load.BATCH, true), linear(Dimension.of(Metric.ITL_MEDIAN)), false), false);
        assertEquals(ChartStyle.LIGHT.baseline(), plot().getRenderer().getSeriesPaint(2));
        assertEquals("baseline, run 2: opt-125m (synthetic)", data().getSeriesKey(2));
    }
}
