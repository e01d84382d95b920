package io.paretoscope.chart;

import java.awt.BasicStroke;
import java.util.List;
import java.util.Optional;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItemSource;
import org.jfree.chart.axis.Axis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/** What stands around every plot: a caption in files, the legend, and below it what the signs mean. */
final class ChartFrame {
    /** The screen's type runs wider than what AWT measures it to be. */
    private static final RectangleInsets LABEL_PADDING = new RectangleInsets(2, 2, 2, 18);

    private final Plot plot;
    private final LegendTitle legend;
    private final TextTitle signs = new TextTitle();
    private final TextTitle title = new TextTitle();
    private final TextTitle subtitle = new TextTitle();
    private final JFreeChart chart;
    private boolean crowded;

    ChartFrame(Plot plot, LegendItemSource legendItems, Optional<ChartCaption> caption) {
        this.plot = plot;
        legend = new LegendTitle(legendItems);
        legend.setPosition(RectangleEdge.BOTTOM);
        legend.setFrame(BlockBorder.NONE);
        legend.setItemLabelPadding(LABEL_PADDING);
        signs.setPosition(RectangleEdge.BOTTOM);
        chart = new JFreeChart(null, null, plot, false);
        chart.addSubtitle(legend);
        chart.addSubtitle(signs);
        chart.addSubtitle(subtitle);
        chart.setTitle(title);
        title.setText(caption.map(ChartCaption::title).orElse(""));
        subtitle.setText(caption.map(ChartCaption::subtitle).orElse(""));
        title.setVisible(caption.isPresent());
        subtitle.setVisible(caption.isPresent());
        chart.setPadding(new RectangleInsets(6, 6, 6, 14));
    }

    JFreeChart chart() {
        return chart;
    }

    /** Makes a change of many parts, with one redraw. */
    void change(Runnable parts) {
        chart.setNotify(false);
        parts.run();
        chart.setNotify(true);
    }

    /**
     * Says which series is which, or not.
     *
     * @param isCrowded whether it has to do with little room
     */
    void legend(boolean shown, boolean isCrowded) {
        legend.setVisible(shown);
        crowded = isCrowded;
        legend.setItemLabelPadding(crowded ? new RectangleInsets(0, 2, 0, 6) : LABEL_PADDING);
    }

    /** What the signs mean that are in the chart; nothing is shown for none. */
    void signs(List<String> meanings) {
        signs.setText(String.join(", ", meanings));
        signs.setVisible(!meanings.isEmpty());
    }

    /** Everything but the axes and the series. */
    void style(ChartStyle style) {
        chart.setBackgroundPaint(style.background());
        plot.setBackgroundPaint(style.background());
        plot.setOutlinePaint(style.grid());
        plot.setNoDataMessageFont(style.font(1.15));
        plot.setNoDataMessagePaint(style.muted());
        BasicStroke thin = new BasicStroke(1);
        if (plot instanceof XYPlot plane) {
            plane.setDomainGridlinePaint(style.grid());
            plane.setDomainGridlineStroke(thin);
            plane.setRangeGridlinePaint(style.grid());
            plane.setRangeGridlineStroke(thin);
        } else if (plot instanceof CategoryPlot bars) {
            bars.setRangeGridlinePaint(style.grid());
            bars.setRangeGridlineStroke(thin);
        }
        legend.setItemFont(style.font(crowded ? 0.82 : 1));
        legend.setItemPaint(style.text());
        legend.setBackgroundPaint(style.background());
        title.setFont(style.boldFont(1.25));
        title.setPaint(style.text());
        subtitle.setFont(style.font(0.9));
        subtitle.setPaint(style.muted());
        subtitle.setMargin(2, 0, 8, 0);
        signs.setFont(style.font(0.85));
        signs.setPaint(style.muted());
    }

    static void style(Axis axis, ChartStyle style) {
        axis.setLabelFont(style.font(0.96));
        axis.setLabelPaint(style.text());
        axis.setTickLabelFont(style.font(0.92));
        axis.setTickLabelPaint(style.muted());
        axis.setAxisLinePaint(style.muted());
        axis.setTickMarkPaint(style.muted());
    }

    /** Without a point there is no scale, and numbers and ticks would be made up. */
    static void scale(ValueAxis axis, boolean shown) {
        axis.setTickLabelsVisible(shown);
        axis.setTickMarksVisible(shown);
    }
}
