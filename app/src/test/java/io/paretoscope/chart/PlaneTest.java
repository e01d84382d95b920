package io.paretoscope.chart;

import io.paretoscope.analysis.Candidate;
import io.paretoscope.sweep.Interval;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.GpuSamples;
import io.paretoscope.workbench.Samples;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.title.TextTitle;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PlaneTest {
    private static final Plane.Axis LATENCY = new Plane.Axis(Dimension.of(Metric.ITL_MEDIAN), false);
    private static final Plane.Axis THROUGHPUT = new Plane.Axis(Dimension.of(Metric.OUTPUT_THROUGHPUT), false);
    /** Of these the last is dominated by the second. */
    private static final List<ChartPoint> POINTS = List.of(point("a", 1, 100, 5), point("a", 2, 180, 6),
            point("b", 1, 90, 7), without("b", 2));

    private final PlaneChart chart = new PlaneChart(ChartStyle.LIGHT);

    private static ChartPoint point(String series, int batch, double throughput, double latency) {
        return point(series, batch, new Reading.Value(throughput, 3), new Reading.Value(latency, 3));
    }

    private static ChartPoint without(String series, int batch) {
        return point(series, batch, new Reading.Unavailable("failed"), new Reading.Unavailable("failed"));
    }

    private static ChartPoint point(String series, int batch, Reading throughput, Reading latency) {
        Candidate candidate = new Candidate(series + ", batch " + batch, series, batch, 1,
                new PointMetrics(Map.of(Metric.OUTPUT_THROUGHPUT, throughput, Metric.ITL_MEDIAN, latency)),
                Optional.empty());
        return new ChartPoint(candidate, candidate.label(), series, "batch " + batch, OptionalLong.empty(), batch, true,
                Optional.empty(), OptionalInt.of(batch), "");
    }

    private static ChartSource source(List<ChartPoint> points) {
        return new ChartSource("run 1", ChartSource.Role.SHOWN, List.of(), points);
    }

    private static Plane front(List<ChartPoint> points) {
        return Plane.of(List.of(source(points)), LATENCY, THROUGHPUT, true);
    }

    private XYPlot plot() {
        return chart.chart().getXYPlot();
    }

    private void show(Plane plane) {
        chart.show(plane, false);
    }

    private String signs() {
        return ((TextTitle) chart.chart().getSubtitle(1)).getText();
    }

    private Color fill(int series, int item) {
        return (Color) ((PlaneRenderer) plot().getRenderer()).getItemFillPaint(series, item);
    }

    @Test
    void throughputRunsUpwardsAndLatencyToTheRight() {
        show(front(POINTS));
        assertEquals("Output throughput (tokens/s)", plot().getRangeAxis().getLabel());
        assertEquals("ITL median (ms)", plot().getDomainAxis().getLabel());
        assertEquals(180, plot().getDataset().getYValue(0, 1));
        assertEquals(6, plot().getDataset().getXValue(0, 1));
    }

    @Test
    void aPointWithoutBothValuesIsNotDrawn() {
        show(front(POINTS));
        assertEquals(1, plot().getDataset().getItemCount(1));
    }

    @Test
    void dominatedPointsArePale() {
        show(front(POINTS));
        assertEquals(255, fill(0, 1).getAlpha());
        assertTrue(fill(1, 0).getAlpha() < 128);
    }

    @Test
    void theStepsGoThroughTheFrontAlone() {
        show(front(POINTS));
        assertEquals(2, plot().getDataset(1).getItemCount(0));
        assertEquals(5, plot().getDataset(1).getXValue(0, 0));
        assertEquals(180, plot().getDataset(1).getYValue(0, 1));
    }

    @Test
    void aPointIsToldWithItsStanding() {
        show(front(POINTS));
        String text = plot().getRenderer().getDefaultToolTipGenerator().generateToolTip(plot().getDataset(), 1, 0);
        assertTrue(text.startsWith("b, batch 1\nOutput throughput 90"), text);
        assertTrue(text.endsWith("\ndominated by a, batch 1"), text);
    }

    @Test
    void onlySignsThatAreInTheChartAreExplained() {
        show(front(POINTS));
        assertEquals("line: the front, pale: dominated", signs());
    }

    @Test
    void pointsThatIntervalsLeaveOpenAreRinged() {
        Plane open = front(List.of(point("a", 1,
                new Reading.Value(100, 3, Optional.of(new Interval(80, 120, 3)), Optional.empty()),
                new Reading.Value(5, 3)), point("b", 1, 110, 5)));
        show(open);
        assertTrue(signs().endsWith("ringed: undecided within the 95 % intervals"), signs());
        assertTrue(open.spots().stream().allMatch(Plane.Spot::undecided));
    }

    @Test
    void equalPointsAreBothOnTheFront() {
        Plane ties = front(List.of(point("a", 1, 100, 5), point("b", 1, 100, 5)));
        assertTrue(ties.spots().stream().allMatch(spot -> spot.standing() == Plane.Standing.ON_FRONT));
    }

    @Test
    void eachRunHasAFrontOfItsOwn() {
        ChartSource other = new ChartSource("run 2", ChartSource.Role.OVERLAID, List.of(),
                List.of(point("a", 1, 10, 50)));
        show(Plane.of(List.of(source(POINTS), other), LATENCY, THROUGHPUT, true));
        assertEquals(2, plot().getDataset(1).getSeriesCount());
        assertEquals(1, plot().getDataset(1).getItemCount(1));
    }

    @Test
    void severalRunsAreToldApartByNameAndColour() {
        ChartSource other = new ChartSource("run 2", ChartSource.Role.OVERLAID, List.of(),
                List.of(point("a", 1, 10, 50)));
        show(Plane.of(List.of(source(POINTS), other), LATENCY, THROUGHPUT, false));
        assertEquals("run 1: a", plot().getDataset().getSeriesKey(0));
        assertEquals("run 2: a", plot().getDataset().getSeriesKey(2));
        assertNotEquals(plot().getRenderer().getSeriesPaint(0), plot().getRenderer().getSeriesPaint(2));
    }

    @Test
    void aMetricWithoutABetterEndHasNoFront() {
        Plane plane = Plane.of(List.of(source(POINTS)), new Plane.Axis(Dimension.Load.BATCH, true), THROUGHPUT, true);
        assertTrue(plane.spots().stream().allMatch(spot -> spot.standing() == Plane.Standing.NONE));
        assertTrue(plane.curves().getFirst().joined());
    }

    @Test
    void outputForAUserIsThatOfAllDividedByTheBatch() {
        Reading each = Dimension.Share.PER_USER.of(point("a", 4,
                new Reading.Value(100, 3, Optional.of(new Interval(80, 120, 3)), Optional.empty()),
                new Reading.Value(5, 3)));
        assertEquals(new Reading.Value(25, 3, Optional.of(new Interval(20, 30, 3)), Optional.empty()), each);
    }

    @Test
    void theFrontOfTwoSharesFallsToTheRight() {
        Plane plane = Plane.of(List.of(source(List.of(point("a", 1, 100, 5), point("a", 4, 200, 6),
                point("b", 4, 150, 7)))), new Plane.Axis(Dimension.Share.PER_USER, false),
                new Plane.Axis(Dimension.Share.PER_GPU, false), true);
        assertEquals(List.of(Plane.Standing.ON_FRONT, Plane.Standing.ON_FRONT, Plane.Standing.DOMINATED),
                plane.spots().stream().map(Plane.Spot::standing).toList());
    }

    @Test
    void whatALogarithmicAxisCannotShowIsCounted() {
        Plane plane = Plane.of(List.of(source(List.of(point("a", 1, 0, 5), point("a", 2, 10, 6)))), LATENCY,
                new Plane.Axis(Dimension.of(Metric.OUTPUT_THROUGHPUT), true), false);
        assertEquals(1, plane.size());
        assertEquals(List.of("1 point at 0 or below, which a logarithmic axis does not have"), plane.remarks());
    }

    @Test
    void withoutAPointThereIsOnlyTheReason() {
        show(front(List.of(without("a", 1))));
        assertEquals("No point has a value of Output throughput: failed", plot().getNoDataMessage());
        assertTrue(!plot().getRangeAxis().isTickLabelsVisible());
    }

    @Test
    void energyAgainstTheModelHasASeriesForEachBatch() {
        SweepPlan plan = GpuSamples.plan(List.of(8, 16), "opt-125m", "opt-1.3b");
        List<PointResult> results = plan.points()
                .stream()
                .map(one -> GpuSamples.measured(one, GpuSamples.Flaw.NONE))
                .toList();
        Plane plane = Plane.of(List.of(ChartSource.shown("run 1", plan, results)),
                new Plane.Axis(Dimension.Load.MODEL_SIZE, true),
                new Plane.Axis(Dimension.of(Metric.ENERGY_PER_TOKEN), false), true);
        assertEquals(List.of("batch 8", "batch 16"), plane.curves().stream().map(Plane.Curve::name).toList());
        assertEquals(2, plane.curves().getFirst().spots().size());
    }

    @Test
    void theTableHasEveryPointWithItsIntervals() {
        ShownTable table = front(POINTS).table();
        assertEquals(3, table.rows().size());
        assertEquals(List.of("a", "run 1", "a, batch 1", "5.0", "", "", "3", "100.0", "", "", "3", "", "on the front"),
                table.rows().getFirst());
        assertTrue(table.csv().startsWith("curve,run,point,ITL median (ms),"), table.csv());
    }

    @Test
    void anInvalidPointIsLeftOutOfTheFrontAndSaysSo() {
        SweepPlan plan = GpuSamples.plan(List.of(8, 16), "opt-125m");
        Plane plane = Plane.of(List.of(ChartSource.shown("run 1", plan,
                List.of(GpuSamples.measured(plan.points().getFirst(), GpuSamples.Flaw.THROTTLED)))), LATENCY,
                THROUGHPUT, true);
        assertEquals("left out of the front: INVALID: the device was throttled", plane.spots().getFirst().said());
    }

    @Test
    void aRunWithoutAGpuHasNoOutputForAGpu() {
        SweepPlan plan = Samples.plan(List.of(1), "opt-125m");
        Plane plane = Plane.of(
                List.of(ChartSource.shown("run 1", plan, List.of(Samples.measured(plan.points().getFirst())))),
                LATENCY, new Plane.Axis(Dimension.Share.PER_GPU, false), true);
        assertEquals("No point has a value of Output per GPU: the run was not on a GPU", plane.absence());
    }

    @Test
    void itIsDrawnInBothStyles() {
        show(front(POINTS));
        BufferedImage light = chart.chart().createBufferedImage(400, 300);
        chart.style(ChartStyle.DARK);
        BufferedImage dark = chart.chart().createBufferedImage(400, 300);
        assertNotEquals(light.getRGB(1, 1), dark.getRGB(1, 1));
    }

    @Test
    void abbreviationsStayCapitalsWithinASentence() {
        assertEquals(List.of("batch size", "output per GPU", "ITL median"),
                List.of(Dimension.Load.BATCH.nameWithin(), Dimension.Share.PER_GPU.nameWithin(),
                        Dimension.of(Metric.ITL_MEDIAN).nameWithin()));
    }
}
