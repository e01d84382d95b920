package io.paretoscope.chart;

import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.sweep.Verdict;
import java.awt.BasicStroke;
import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/**
 * One metric against batch size, one series for each model and way of sharing the device. The same object serves the screen and files. Not thread-safe: what
 * draws it must also change it.
 */
public final class SweepChart {
    private static final int LONGEST_LEGEND = 36;

    private final SweepDataset dataset = new SweepDataset();
    private final BatchAxis batches = new BatchAxis();
    private final NumberAxis values = new NumberAxis();
    private final SweepRenderer renderer = new SweepRenderer(dataset);
    private final XYPlot plot = new XYPlot(dataset, batches, values, renderer);
    private final LegendTitle legend = new LegendTitle(plot);
    private final TextTitle title = new TextTitle();
    private final TextTitle subtitle = new TextTitle();
    private final TextTitle signs = new TextTitle();
    private final JFreeChart chart = new JFreeChart(null, null, plot, false);
    private final boolean captioned;
    private ChartStyle style;
    private boolean roomy = true;

    /** An empty chart of {@code metric} for the screen, where its surroundings name the metric and the run. */
    public SweepChart(Metric metric, ChartStyle style) {
        this(metric, style, Optional.empty());
    }

    /** An empty chart of {@code metric} for a file, with {@code caption} above the plot. */
    public SweepChart(Metric metric, ChartStyle style, ChartCaption caption) {
        this(metric, style, Optional.of(caption));
    }

    private SweepChart(Metric metric, ChartStyle style, Optional<ChartCaption> caption) {
        this.style = style;
        captioned = caption.isPresent();
        renderer.setDefaultToolTipGenerator((ignored, series, item) -> dataset.describe(series, item));
        renderer.setLegendItemLabelGenerator((_, series) -> legendLabel(series));
        renderer.setDrawSeriesLineAsPath(true);
        renderer.setUseOutlinePaint(true);
        renderer.setUseFillPaint(true);
        renderer.setLegendLine(new Line2D.Double(-12, 0, 12, 0));
        values.setStandardTickUnits(NumberAxis.createStandardTickUnits(Locale.ROOT));
        values.setAutoRangeIncludesZero(true);
        // Room around the labels makes for fewer of them, and for a calmer grid.
        values.setTickLabelInsets(new RectangleInsets(10, 4, 10, 4));
        values.setLabel(MetricDisplay.unit(metric));
        plot.setNoDataMessage("No points yet");
        scales(false);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        legend.setPosition(RectangleEdge.BOTTOM);
        legend.setFrame(BlockBorder.NONE);
        // The screen's type runs wider than what AWT measures it to be.
        legend.setItemLabelPadding(new RectangleInsets(2, 2, 2, 18));
        chart.addSubtitle(legend);
        signs.setPosition(RectangleEdge.BOTTOM);
        chart.addSubtitle(signs);
        chart.addSubtitle(subtitle);
        chart.setTitle(title);
        title.setText(caption.map(ChartCaption::title).orElse(""));
        subtitle.setText(caption.map(ChartCaption::subtitle).orElse(""));
        title.setVisible(captioned);
        subtitle.setVisible(captioned);
        chart.setPadding(new RectangleInsets(8, 8, 8, 16));
        style(style);
    }

    /** What JFreeChart draws. */
    public JFreeChart chart() {
        return chart;
    }

    /**
     * Shows what has a value of {@code metric} among {@code results}, with one redraw. The batch axis covers the whole plan
     * from the start, so that points land on an axis that stands still.
     */
    public void show(SweepPlan plan, List<PointResult> results, Metric metric) {
        chart.setNotify(false);
        values.setLabel(captioned ? MetricDisplay.title(metric) : MetricDisplay.unit(metric));
        List<Integer> sizes = plan.points().stream().map(Point::batch).toList();
        batches.cover(Collections.min(sizes), Collections.max(sizes));
        dataset.show(plan, results, metric);
        plot.setNoDataMessage(results.isEmpty() ? "No points yet" : noValue(results, metric));
        signs.setText(signs());
        signs.setVisible(roomy && !signs.getText().isEmpty());
        styleSeries();
        values.setAutoRange(true);
        scales(seriesWithPoints() > 0);
        chart.setNotify(true);
    }

    private static String noValue(List<PointResult> results, Metric metric) {
        return "No point has a value of " + metric.label() + results.stream()
                .map(PointResult::outcome)
                .filter(PointOutcome.Measured.class::isInstance)
                .map(measured -> ((PointOutcome.Measured) measured).metrics().reading(metric))
                .filter(Reading.Unavailable.class::isInstance)
                .map(none -> ": " + ((Reading.Unavailable) none).reason())
                .findFirst()
                .orElse("");
    }

    /** What the signs mean that are in the chart. */
    private String signs() {
        List<String> meanings = new ArrayList<>();
        if (dataset.hasIntervals()) {
            meanings.add("bars: 95 % interval of the mean");
        }
        if (dataset.has(Verdict.Kind.UNSTABLE)) {
            meanings.add("ringed: unstable");
        }
        if (dataset.has(Verdict.Kind.INVALID)) {
            meanings.add("crossed: invalid");
        }
        return String.join(", ", meanings);
    }

    private long seriesWithPoints() {
        return IntStream.range(0, dataset.getSeriesCount()).filter(i -> dataset.getItemCount(i) > 0).count();
    }

    /** Without a point there is no scale of values, and the grid would only run through the words. */
    private void scales(boolean visible) {
        values.setTickLabelsVisible(visible);
        values.setTickMarksVisible(visible);
        plot.setDomainGridlinesVisible(visible);
        plot.setRangeGridlinesVisible(visible);
    }

    /** Shows no run. */
    public void clear(String message) {
        chart.setNotify(false);
        dataset.clear();
        plot.setNoDataMessage(message);
        signs.setVisible(false);
        batches.cover(1, 8);
        scales(false);
        chart.setNotify(true);
    }

    /**
     * Makes room in a low chart.
     *
     * @param legendShown whether it says which series is which
     * @param isRoomy whether it says that batch sizes run along the axis, and what its signs mean
     */
    public void furnish(boolean legendShown, boolean isRoomy) {
        chart.setNotify(false);
        roomy = isRoomy;
        legend.setVisible(legendShown);
        batches.setLabel(isRoomy ? BatchAxis.NAME : null);
        signs.setVisible(isRoomy && !signs.getText().isEmpty());
        chart.setNotify(true);
    }

    /** A label that leaves room for others; both ends of a long name tell more than its beginning. */
    private String legendLabel(int series) {
        String label = dataset.getSeriesKey(series);
        int end = LONGEST_LEGEND / 2;
        return label.length() <= LONGEST_LEGEND
                ? label
                : label.substring(0, end) + "…" + label.substring(label.length() - end);
    }

    /** Shows the whole plan again after zooming. */
    public void resetZoom() {
        chart.setNotify(false);
        batches.setRange(batches.getDefaultAutoRange());
        values.setAutoRange(true);
        chart.setNotify(true);
    }

    /** Changes how it looks, with one redraw. */
    public void style(ChartStyle newStyle) {
        style = newStyle;
        chart.setNotify(false);
        chart.setBackgroundPaint(style.background());
        plot.setBackgroundPaint(style.background());
        plot.setOutlinePaint(style.grid());
        plot.setDomainGridlinePaint(style.grid());
        plot.setRangeGridlinePaint(style.grid());
        plot.setDomainGridlineStroke(new BasicStroke(1));
        plot.setRangeGridlineStroke(new BasicStroke(1));
        plot.setNoDataMessageFont(style.font(1.15));
        plot.setNoDataMessagePaint(style.muted());
        styleAxis(values);
        styleAxis(batches);
        legend.setItemFont(style.font(1));
        legend.setItemPaint(style.text());
        legend.setBackgroundPaint(style.background());
        title.setFont(style.boldFont(1.25));
        title.setPaint(style.text());
        subtitle.setFont(style.font(0.9));
        subtitle.setPaint(style.muted());
        subtitle.setMargin(2, 0, 8, 0);
        signs.setFont(style.font(0.85));
        signs.setPaint(style.muted());
        renderer.marks(style.text(), style.fontPoints() / 12);
        styleSeries();
        chart.setNotify(true);
    }

    private void styleAxis(ValueAxis axis) {
        axis.setLabelFont(style.font(1));
        axis.setLabelPaint(style.text());
        axis.setTickLabelFont(style.font(0.92));
        axis.setTickLabelPaint(style.muted());
        axis.setAxisLinePaint(style.muted());
        axis.setTickMarkPaint(style.muted());
    }

    private void styleSeries() {
        for (int i = 0; i < dataset.getSeriesCount(); i++) {
            renderer.setSeriesPaint(i, style.color(i));
            renderer.setSeriesFillPaint(i, style.color(i));
            renderer.setSeriesOutlinePaint(i, style.text());
            renderer.setSeriesShape(i, style.marker(i));
            renderer.setSeriesStroke(i, style.line());
            renderer.setSeriesVisibleInLegend(i, dataset.getItemCount(i) > 0);
        }
    }
}
