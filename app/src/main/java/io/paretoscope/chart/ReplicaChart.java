package io.paretoscope.chart;

import io.paretoscope.analysis.ReplicaComparison;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Verdict;
import java.awt.BasicStroke;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleEdge;
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
    private final LegendTitle legend;
    private final TextTitle signs = new TextTitle();
    private final JFreeChart chart;
    private ChartStyle style;

    /** An empty chart for the screen. */
    public ReplicaChart(ChartStyle style) {
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
        legend = new LegendTitle(plot);
        legend.setPosition(RectangleEdge.BOTTOM);
        legend.setFrame(BlockBorder.NONE);
        legend.setItemLabelPadding(new RectangleInsets(2, 2, 2, 18));
        signs.setPosition(RectangleEdge.BOTTOM);
        chart = new JFreeChart(null, null, plot, false);
        chart.addSubtitle(legend);
        chart.addSubtitle(signs);
        chart.setPadding(new RectangleInsets(4, 4, 4, 12));
        clear("");
        style(style);
    }

    /** What JFreeChart draws. */
    public JFreeChart chart() {
        return chart;
    }

    /** Shows these comparisons, which are of one total batch and of a model each, with one redraw. */
    public void show(List<ReplicaComparison> comparisons) {
        chart.setNotify(false);
        dataset.show(comparisons, METRIC);
        legend.setVisible(comparisons.size() > 1);
        signs.setText(signs());
        signs.setVisible(!signs.getText().isEmpty());
        scales(true);
        styleSeries();
        chart.setNotify(true);
    }

    /** Shows nothing but {@code message}. */
    public void clear(String message) {
        chart.setNotify(false);
        dataset.show(List.of(), METRIC);
        plot.setNoDataMessage(message);
        legend.setVisible(false);
        signs.setVisible(false);
        scales(false);
        styleSeries();
        chart.setNotify(true);
    }

    private void scales(boolean visible) {
        values.setTickLabelsVisible(visible);
        values.setTickMarksVisible(visible);
        plot.setRangeGridlinesVisible(visible);
    }

    /** What the signs mean that are in the chart. */
    private String signs() {
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
        return String.join(", ", meanings);
    }

    /** Changes how it looks, with one redraw. */
    public void style(ChartStyle newStyle) {
        style = newStyle;
        chart.setNotify(false);
        chart.setBackgroundPaint(style.background());
        plot.setBackgroundPaint(style.background());
        plot.setOutlinePaint(style.grid());
        plot.setRangeGridlinePaint(style.grid());
        plot.setRangeGridlineStroke(new BasicStroke(1));
        plot.setNoDataMessageFont(style.font(1.15));
        plot.setNoDataMessagePaint(style.muted());
        values.setLabelFont(style.font(0.92));
        values.setLabelPaint(style.text());
        values.setTickLabelFont(style.font(0.92));
        values.setTickLabelPaint(style.muted());
        values.setAxisLinePaint(style.muted());
        values.setTickMarkPaint(style.muted());
        placements.setTickLabelFont(style.font(0.92));
        placements.setTickLabelPaint(style.text());
        placements.setAxisLinePaint(style.muted());
        legend.setItemFont(style.font(1));
        legend.setItemPaint(style.text());
        legend.setBackgroundPaint(style.background());
        signs.setFont(style.font(0.85));
        signs.setPaint(style.muted());
        renderer.style(style);
        styleSeries();
        chart.setNotify(true);
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
