package io.paretoscope.chart;

import io.paretoscope.analysis.Front;
import io.paretoscope.sweep.Metric;
import java.awt.BasicStroke;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYStepRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * Points by two metrics, the first upwards and the second to the right, and steps along the Pareto front: the best of the first that
 * is to be had for so much of the second. Not thread-safe: what draws it must also change it.
 */
public final class FrontChart {
    private final FrontDataset points = new FrontDataset();
    private final XYSeriesCollection steps = new XYSeriesCollection();
    private final NumberAxis across = new NumberAxis();
    private final NumberAxis up = new NumberAxis();
    private final List<NumberAxis> axes = List.of(across, up);
    private final FrontRenderer renderer = new FrontRenderer(points);
    private final XYStepRenderer stepRenderer = new XYStepRenderer();
    private final XYPlot plot = new XYPlot(points, across, up, renderer);
    private final LegendTitle legend = new LegendTitle(renderer);
    private final TextTitle signs = new TextTitle();
    private final JFreeChart chart = new JFreeChart(null, null, plot, false);
    private ChartStyle style;

    /** An empty chart for the screen. */
    public FrontChart(ChartStyle style) {
        this.style = style;
        renderer.setDefaultToolTipGenerator((_, series, item) -> points.describe(series, item));
        plot.setDataset(1, steps);
        plot.setRenderer(1, stepRenderer);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        for (NumberAxis axis : axes) {
            axis.setStandardTickUnits(NumberAxis.createStandardTickUnits(Locale.ROOT));
            axis.setAutoRangeIncludesZero(true);
        }
        across.setTickLabelInsets(new RectangleInsets(4, 8, 4, 8));
        up.setTickLabelInsets(new RectangleInsets(10, 4, 10, 4));
        legend.setPosition(RectangleEdge.BOTTOM);
        legend.setFrame(BlockBorder.NONE);
        // The screen's type runs wider than what AWT measures it to be.
        legend.setItemLabelPadding(new RectangleInsets(2, 2, 2, 18));
        signs.setPosition(RectangleEdge.BOTTOM);
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

    /** Shows a front over two metrics that has a point, with one redraw. */
    public void show(Front front) {
        chart.setNotify(false);
        Metric first = front.metrics().getFirst();
        Metric second = front.metrics().get(1);
        up.setLabel(MetricDisplay.title(first));
        across.setLabel(MetricDisplay.title(second));
        points.show(front);
        XYSeries line = new XYSeries("front");
        front.front()
                .forEach(candidate -> line.add(value(second, candidate.reading(second).asDouble().orElseThrow()),
                        value(first, candidate.reading(first).asDouble().orElseThrow())));
        steps.removeAllSeries();
        steps.addSeries(line);
        signs.setText(points.signs());
        furnish(true);
        chart.setNotify(true);
    }

    private static double value(Metric metric, double ofMetric) {
        return MetricDisplay.scaled(metric, ofMetric);
    }

    /** Shows nothing but {@code message}. */
    public void clear(String message) {
        chart.setNotify(false);
        points.clear();
        steps.removeAllSeries();
        up.setLabel(null);
        across.setLabel(null);
        plot.setNoDataMessage(message);
        furnish(false);
        chart.setNotify(true);
    }

    private void furnish(boolean filled) {
        legend.setVisible(filled);
        signs.setVisible(filled);
        for (NumberAxis axis : axes) {
            axis.setTickLabelsVisible(filled);
            axis.setTickMarksVisible(filled);
            axis.setAutoRange(true);
        }
        plot.setDomainGridlinesVisible(filled);
        plot.setRangeGridlinesVisible(filled);
        styleSeries();
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
        for (NumberAxis axis : axes) {
            axis.setLabelFont(style.font(0.92));
            axis.setLabelPaint(style.text());
            axis.setTickLabelFont(style.font(0.92));
            axis.setTickLabelPaint(style.muted());
            axis.setAxisLinePaint(style.muted());
            axis.setTickMarkPaint(style.muted());
        }
        legend.setItemFont(style.font(1));
        legend.setItemPaint(style.text());
        legend.setBackgroundPaint(style.background());
        signs.setFont(style.font(0.85));
        signs.setPaint(style.muted());
        renderer.marks(style.text(), style.fontPoints() / 12);
        styleSeries();
        chart.setNotify(true);
    }

    private void styleSeries() {
        for (int i = 0; i < points.getSeriesCount(); i++) {
            renderer.setSeriesPaint(i, style.color(i));
            renderer.setSeriesFillPaint(i, style.color(i));
            renderer.setSeriesOutlinePaint(i, style.text());
            renderer.setSeriesShape(i, style.marker(i));
            renderer.setSeriesVisibleInLegend(i, points.getItemCount(i) > 0);
        }
        stepRenderer.setSeriesPaint(0, style.muted());
        stepRenderer.setSeriesStroke(0, new BasicStroke(1.4f * style.fontPoints() / 12));
        stepRenderer.setSeriesVisibleInLegend(0, false);
    }
}
