package io.paretoscope.chart;

import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.Samples;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.title.TextTitle;
import org.jfree.data.category.CategoryDataset;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MemoryChartTest {
    private static final double GIB = 1L << 30;
    private static final SweepPlan PLAN = Samples.plan(List.of(8, 1, 4), "opt-125m", "opt-350m");
    private static final List<PointResult> RESULTS = PLAN.points()
            .stream()
            .map(point -> point.ordinal() == 0
                    ? Samples.skipped(point, "needs 90 GiB")
                    : Samples.measured(point))
            .toList();

    private final MemoryChart chart = new MemoryChart(ChartStyle.LIGHT);

    private static List<MemoryBars> bars(Map<String, String> settled) {
        return MemoryBars.of(RESULTS, new Conditions(settled, Map.of()));
    }

    private static MemoryBars first() {
        return bars(Map.of("device memory", "24.0 GiB")).getFirst();
    }

    private CategoryPlot plot() {
        return chart.chart().getCategoryPlot();
    }

    private CategoryDataset parts() {
        return plot().getDataset(0);
    }

    private String signs() {
        return ((TextTitle) chart.chart().getSubtitle(1)).getText();
    }

    private String tip(int column) {
        return plot().getRenderer(0).getToolTipGenerator(0, column).generateToolTip(parts(), 0, column);
    }

    @Test
    void eachModelIsASeriesByBatch() {
        assertEquals(List.of("opt-125m (synthetic)", "opt-350m (synthetic)"),
                bars(Map.of()).stream().map(MemoryBars::series).toList());
        assertEquals(List.of(1, 4, 8), first().bars().stream().map(MemoryBars.Bar::batch).toList());
    }

    @Test
    void thePartsOfABarAreThoseOfTheEstimate() {
        chart.show(first(), false);
        assertEquals(RESULTS.get(1).memory().weights() / GIB, parts().getValue("weights", "1").doubleValue());
        assertEquals(RESULTS.get(1).memory().kvCache() / GIB, parts().getValue("KV cache", "1").doubleValue());
    }

    @Test
    void barsWithWhatIsFreeAreAsHighAsTheDevice() {
        chart.show(first(), true);
        double sum = 0;
        for (int row = 0; row < parts().getRowCount(); row++) {
            sum += parts().getValue(row, 0).doubleValue();
        }
        assertEquals(24, sum, 1e-9);
    }

    @Test
    void aPointThatWasSkippedHasItsEstimateAndNoPeak() {
        chart.show(first(), false);
        assertEquals(List.of("1", "4"), plot().getDataset(1).getColumnKeys());
        assertTrue(tip(2).contains("measured peak n/a: skipped: needs 90 GiB"), tip(2));
    }

    @Test
    void withoutTheDevicesMemoryNothingIsSaidToBeFree() {
        MemoryBars bars = bars(Map.of("device memory", "unknown")).getFirst();
        chart.show(bars, true);
        assertEquals(OptionalDouble.empty(), bars.free(bars.bars().getFirst()));
        assertEquals("bars: the plan's estimate, free: n/a, the run does not tell the device's memory", signs());
    }

    @Test
    void whatIsFreeIsWhatThePeakLeaves() {
        MemoryBars.Bar measured = first().bars().getFirst();
        assertEquals(24 - measured.peak().asDouble().orElseThrow(), first().free(measured).orElseThrow());
    }

    @Test
    void theTableSaysWhyAPeakIsMissing() {
        assertEquals(List.of("opt-125m (synthetic)", "8"), first().table().rows().getLast().subList(0, 2));
        assertEquals("skipped: needs 90 GiB", first().table().rows().getLast().getLast());
    }

    @Test
    void whatIsClearedSaysWhy() {
        chart.show(first(), true);
        chart.clear("No points yet");
        assertEquals("No points yet", plot().getNoDataMessage());
        assertEquals(0, parts().getColumnCount());
    }
}
