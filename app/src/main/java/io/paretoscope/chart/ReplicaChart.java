package io.paretoscope.chart;

import io.paretoscope.analysis.ReplicaComparison;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Verdict;
import java.awt.BasicStroke;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleInsets;

/**
 * Output throughput by placement, as bars to the right, with one colour and marker for each model. Where there is one model a dashed
 * line stands at what one replica reaches. Not thread-safe: what draws it must also change it.
 */
public final class ReplicaChart {
    private static final Metric METRIC = Metric.OUTPUT_THROUGHPUT;

    private final ReplicaDataset dataset = new ReplicaDataset();
    private final CategoryAxis placements = new CategoryAxis();
    private final NumberAxis values = new NumberAxis();
    private final ReplicaRenderer renderer;
    private final CategoryPlot plot;
    private final ChartFrame frame;
    private ChartStyle style;

    /** An empty chart for the screen. */
    public ReplicaChart(ChartStyle style) {
        this(style, Optional.empty());
    }

    /** An empty chart for a file, with {@code caption} above the plot. */
    public ReplicaChart(ChartStyle style, ChartCaption caption) {
        this(style, Optional.of(caption));
    }

    private ReplicaChart(ChartStyle style, Optional<ChartCaption> caption) {
        this.style = style;
        renderer = new ReplicaRenderer(dataset, style);
        renderer.setDefaultToolTipGenerator((_, row, column) -> dataset.describe(row, column));
        plot = new CategoryPlot(dataset, placements, values, renderer);
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        plot.setDomainGridlinesVisible(false);
        placements.setMaximumCategoryLabelWidthRatio(0.6f);
        placements.setCategoryMargin(0.25);
        placements.setLowerMargin(0.03);
        placements.setUpperMargin(0.03);
        placements.setTickMarksVisible(false);
        values.setStandardTickUnits(NumberAxis.createStandardTickUnits(Locale.ROOT));
        values.setAutoRangeIncludesZero(true);
        values.setTickLabelInsets(new RectangleInsets(4, 5, 4, 5));
        values.setLabel("Output " + MetricDisplay.unit(METRIC));
        frame = new ChartFrame(plot, plot, caption);
        clear("");
        style(style);
    }

    /** What JFreeChart draws. */
    public JFreeChart chart() {
        return frame.chart();
    }

    /** Shows these comparisons, which are of one total batch and of a model each, with one redraw. */
    public void show(List<ReplicaComparison> comparisons) {
        frame.change(() -> {
            dataset.show(comparisons, METRIC);
            frame.legend(comparisons.size() > 1, false);
            frame.signs(signs());
            scales(true);
            styleSeries();
        });
    }

    /** Shows nothing but {@code message}. */
    public void clear(String message) {
        frame.change(() -> {
            dataset.show(List.of(), METRIC);
            plot.setNoDataMessage(message);
            frame.legend(false, false);
            frame.signs(List.of());
            scales(false);
            styleSeries();
        });
    }

    /** What is shown, as a table. */
    public ShownTable table() {
        return dataset.table(METRIC);
    }

    private void scales(boolean visible) {
        ChartFrame.scale(values, visible);
        plot.setRangeGridlinesVisible(visible);
    }

    /** What the signs mean that are in the chart. */
    private List<String> signs() {
        List<String> meanings = new ArrayList<>();
        if (dataset.baseline().isPresent()) {
            meanings.add("dashed: one replica");
        }
        if (dataset.hasIntervals()) {
            meanings.add("whiskers: 95 % interval of the mean");
        }
        if (dataset.has(Verdict.Kind.UNSTABLE)) {
            meanings.add("ringed: unstable");
        }
        if (dataset.has(Verdict.Kind.INVALID)) {
            meanings.add("crossed: invalid");
        }
        return meanings;
    }

    /** Changes how it looks, with one redraw. */
    public void style(ChartStyle newStyle) {
        style = newStyle;
        frame.change(() -> {
            frame.style(style);
            ChartFrame.style(values, style);
            ChartFrame.style(placements, style);
            placements.setTickLabelPaint(style.text());
            renderer.style(style);
            styleSeries();
        });
    }

    private void styleSeries() {
        for (int i = 0; i < dataset.getRowCount(); i++) {
            renderer.setSeriesPaint(i, style.color(i));
            renderer.setLegendShape(i, style.marker(i));
        }
        plot.clearRangeMarkers();
        dataset.baseline()
                .ifPresent(value -> plot.addRangeMarker(new ValueMarker(value, style.muted(),
                        new BasicStroke(1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[]{5, 4}, 0)),
                        Layer.FOREGROUND));
    }
}
