package io.paretoscope.chart;

import io.paretoscope.analysis.ReplicaComparison;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.GpuSamples;
import io.paretoscope.workbench.Samples;
import java.awt.image.BufferedImage;
import java.util.List;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.Layer;
import org.jfree.data.category.CategoryDataset;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReplicaChartTest {
    private final ReplicaChart chart = new ReplicaChart(ChartStyle.LIGHT);

    private static List<ReplicaComparison> comparisons(GpuSamples.Flaw flawOfTwo, String... models) {
        SweepPlan plan = Samples.with(Samples.replicas(List.of(1, 2, 4), ReplicaMode.STREAMS, ReplicaMode.PROCESSES),
                GpuSamples.plan(List.of(4, 8, 16), models));
        return ReplicaComparison
                .of(plan.points()
                        .stream()
                        .map(point -> GpuSamples.measured(point,
                                point.placement().alone() ? GpuSamples.Flaw.NONE : flawOfTwo))
                        .toList(), ReplicaComparison.Basis.TOTAL_BATCH)
                .stream()
                .filter(comparison -> comparison.batch() == 16)
                .toList();
    }

    private CategoryPlot plot() {
        return chart.chart().getCategoryPlot();
    }

    private CategoryDataset data() {
        return plot().getDataset();
    }

    private int markers() {
        return plot().getRangeMarkers(Layer.FOREGROUND) == null
                ? 0
                : plot().getRangeMarkers(Layer.FOREGROUND).size();
    }

    private BufferedImage image() {
        return chart.chart().createBufferedImage(400, 300);
    }

    private static boolean has(BufferedImage image, int rgb) {
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                if ((image.getRGB(x, y) & 0xFFFFFF) == rgb) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void placementsComeByCountAndMode() {
        chart.show(comparisons(GpuSamples.Flaw.NONE, "opt-125m"));
        assertEquals(List.of("1 replica", "2 × streams", "2 × processes", "4 × streams", "4 × processes"),
                data().getColumnKeys());
        assertEquals(List.of("opt-125m (synthetic)"), data().getRowKeys());
    }

    @Test
    void barsAreAsLongAsTheThroughput() {
        List<ReplicaComparison> comparisons = comparisons(GpuSamples.Flaw.NONE, "opt-125m");
        chart.show(comparisons);
        assertEquals(comparisons.getFirst()
                .rows()
                .get(1)
                .measured()
                .metrics()
                .reading(Metric.OUTPUT_THROUGHPUT)
                .asDouble()
                .orElseThrow(), data().getValue(0, 1).doubleValue());
    }

    @Test
    void oneReplicaIsALineWhereThereIsOneModel() {
        chart.show(comparisons(GpuSamples.Flaw.NONE, "opt-125m"));
        assertEquals(1, markers());
        chart.show(comparisons(GpuSamples.Flaw.NONE, "opt-125m", "opt-1.3b"));
        assertEquals(0, markers());
        assertTrue(chart.chart().getLegend().isVisible());
    }

    @Test
    void theAxisReachesTheLongestBar() {
        chart.show(comparisons(GpuSamples.Flaw.NONE, "opt-125m"));
        assertTrue(plot().getRangeAxis().getUpperBound() >= data().getValue(0, 0).doubleValue());
        assertEquals(0, plot().getRangeAxis().getLowerBound());
    }

    @Test
    void markersTellModelsApartInBothThemes() {
        chart.show(comparisons(GpuSamples.Flaw.NONE, "opt-125m", "opt-1.3b"));
        for (ChartStyle style : List.of(ChartStyle.LIGHT, ChartStyle.DARK)) {
            chart.style(style);
            BufferedImage image = image();
            for (int series = 0; series < 2; series++) {
                assertTrue(has(image, style.color(series).getRGB() & 0xFFFFFF), style.color(series).toString());
            }
            assertEquals(style.background().getRGB(), image.getRGB(2, 2));
        }
        assertNotEquals(ChartStyle.LIGHT.marker(0).getBounds2D(), ChartStyle.LIGHT.marker(1).getBounds2D());
    }

    @Test
    void anInvalidBarIsSaidToBeOne() {
        chart.show(comparisons(GpuSamples.Flaw.THROTTLED, "opt-125m"));
        assertTrue(signs().endsWith("crossed: invalid"), signs());
        chart.show(comparisons(GpuSamples.Flaw.NONE, "opt-125m"));
        assertEquals("dashed: one replica, whiskers: 95 % interval of the mean", signs());
    }

    private String signs() {
        return ((TextTitle) chart.chart().getSubtitle(1)).getText();
    }

    @Test
    void aTooltipHasTheGain() {
        chart.show(comparisons(GpuSamples.Flaw.NONE, "opt-125m"));
        String text = plot().getRenderer().getToolTipGenerator(0, 1).generateToolTip(data(), 0, 1);
        assertTrue(text.startsWith("opt-125m (synthetic), batch 8, 2 × streams\nOutput throughput "), text);
        assertTrue(text.contains("\nagainst one replica: -"), text);
    }

    @Test
    void whatIsClearedSaysWhy() {
        chart.show(comparisons(GpuSamples.Flaw.NONE, "opt-125m"));
        chart.clear("nothing");
        assertEquals("nothing", plot().getNoDataMessage());
        assertEquals(0, data().getColumnCount());
        assertEquals(0, markers());
    }
}
