package io.paretoscope.chart;

import io.paretoscope.analysis.Candidate;
import io.paretoscope.analysis.Front;
import io.paretoscope.sweep.Interval;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.Reading;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.title.TextTitle;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FrontChartTest {
    private static final List<Metric> METRICS = List.of(Metric.OUTPUT_THROUGHPUT, Metric.ITL_MEDIAN);
    /** Of these the last is dominated by the second, and one is left out. */
    private static final Front FRONT = Front.of(List.of(candidate("a", 1, 100, 5), candidate("a", 2, 180, 6),
            candidate("b", 1, 90, 7), leftOut("b", 2)), METRICS);

    private final FrontChart chart = new FrontChart(ChartStyle.LIGHT);

    private static Candidate candidate(String series, int batch, double throughput, double latency) {
        return candidate(series, batch, new Reading.Value(throughput, 3), latency);
    }

    private static Candidate candidate(String series, int batch, Reading throughput, double latency) {
        return new Candidate(series + ", batch " + batch, series, batch, 1,
                new PointMetrics(Map.of(Metric.OUTPUT_THROUGHPUT, throughput, Metric.ITL_MEDIAN,
                        new Reading.Value(latency, 3))),
                Optional.empty());
    }

    private static Candidate leftOut(String series, int batch) {
        return new Candidate(series + ", batch " + batch, series, batch, 1, PointMetrics.unavailable("failed"),
                Optional.of(new Candidate.Obstacle(Candidate.Obstacle.Kind.FAILED, "failed")));
    }

    private XYPlot plot() {
        return chart.chart().getXYPlot();
    }

    private String signs() {
        return ((TextTitle) chart.chart().getSubtitle(1)).getText();
    }

    private Color fill(int series, int item) {
        return (Color) ((FrontRenderer) plot().getRenderer()).getItemFillPaint(series, item);
    }

    @Test
    void throughputRunsUpwardsAndLatencyToTheRight() {
        chart.show(FRONT);
        assertEquals("Output throughput (tokens/s)", plot().getRangeAxis().getLabel());
        assertEquals("ITL median (ms)", plot().getDomainAxis().getLabel());
        assertEquals(180, plot().getDataset().getYValue(0, 1));
        assertEquals(6, plot().getDataset().getXValue(0, 1));
    }

    @Test
    void whatIsLeftOutIsNotDrawn() {
        chart.show(FRONT);
        assertEquals(1, plot().getDataset().getItemCount(1));
    }

    @Test
    void dominatedPointsArePale() {
        chart.show(FRONT);
        assertEquals(255, fill(0, 1).getAlpha());
        assertTrue(fill(1, 0).getAlpha() < 128);
    }

    @Test
    void theStepsGoThroughTheFrontAlone() {
        chart.show(FRONT);
        assertEquals(2, plot().getDataset(1).getItemCount(0));
        assertEquals(5, plot().getDataset(1).getXValue(0, 0));
        assertEquals(180, plot().getDataset(1).getYValue(0, 1));
    }

    @Test
    void aPointIsToldWithItsStanding() {
        chart.show(FRONT);
        String text = plot().getRenderer().getDefaultToolTipGenerator().generateToolTip(plot().getDataset(), 1, 0);
        assertTrue(text.startsWith("b, batch 1\nOutput throughput 90"), text);
        assertTrue(text.endsWith("\ndominated by a, batch 1"), text);
    }

    @Test
    void onlySignsThatAreInTheChartAreExplained() {
        chart.show(FRONT);
        assertEquals("line: the front, pale: dominated", signs());
    }

    @Test
    void pointsThatIntervalsLeaveOpenAreRinged() {
        Front open = Front.of(List.of(
                candidate("a", 1, new Reading.Value(100, 3, Optional.of(new Interval(80, 120, 3)), Optional.empty()),
                        5),
                candidate("b", 1, 110, 5)), METRICS);
        chart.show(open);
        assertTrue(signs().endsWith("ringed: undecided within the 95 % intervals"), signs());
        assertTrue(((FrontDataset) plot().getDataset()).undecided(0, 0));
        assertTrue(((FrontDataset) plot().getDataset()).undecided(1, 0));
    }

    @Test
    void withoutAFrontThereIsOnlyTheMessage() {
        chart.show(FRONT);
        chart.clear("No front");
        assertEquals("No front", plot().getNoDataMessage());
        assertEquals(0, plot().getDataset().getSeriesCount());
        assertFalse(plot().getDomainAxis().isTickLabelsVisible());
    }

    @Test
    void itIsDrawnInBothStyles() {
        chart.show(FRONT);
        BufferedImage light = chart.chart().createBufferedImage(400, 300);
        chart.style(ChartStyle.DARK);
        BufferedImage dark = chart.chart().createBufferedImage(400, 300);
        assertNotEquals(light.getRGB(1, 1), dark.getRGB(1, 1));
    }
}
