package io.paretoscope.chart;

import io.paretoscope.sweep.Verdict;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CrosshairState;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYItemRendererState;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.Range;
import org.jfree.data.xy.XYDataset;

/**
 * Lines and markers, with a bar where the mean of a point lies. A point whose numbers are invalid is hollow and crossed, one
 * whose numbers are unstable has a ring: both can be told from the others without colour.
 */
final class SweepRenderer extends XYLineAndShapeRenderer {
    private static final long serialVersionUID = 1;
    private final transient SweepDataset data;
    private final transient PointMarks marks = new PointMarks();

    SweepRenderer(SweepDataset data) {
        this.data = data;
    }

    /** Marks in that colour, and so much larger than at 12 points. */
    void marks(Paint paint, double newScale) {
        marks.style(paint, newScale);
    }

    /** The ends of the bars count too. */
    @Override
    public Range findRangeBounds(XYDataset dataset) {
        return findRangeBounds(dataset, true);
    }

    @Override
    public boolean getItemShapeFilled(int series, int item) {
        return data.verdict(series, item) != Verdict.Kind.INVALID && super.getItemShapeFilled(series, item);
    }

    @Override
    public void drawItem(Graphics2D g2, XYItemRendererState state, Rectangle2D dataArea, PlotRenderingInfo info,
            XYPlot plot, ValueAxis domainAxis, ValueAxis rangeAxis, XYDataset dataset, int series, int item,
            CrosshairState crosshairState, int pass) {
        double x = domainAxis.valueToJava2D(data.getXValue(series, item), dataArea, plot.getDomainAxisEdge());
        if (isItemPass(pass) && data.hasInterval(series, item)) {
            double low = rangeAxis.valueToJava2D(data.getStartYValue(series, item), dataArea, plot.getRangeAxisEdge());
            double high = rangeAxis.valueToJava2D(data.getEndYValue(series, item), dataArea, plot.getRangeAxisEdge());
            marks.vertical(g2, getItemPaint(series, item), x, low, high);
        }
        super.drawItem(g2, state, dataArea, info, plot, domainAxis, rangeAxis, dataset, series, item, crosshairState,
                pass);
        if (isItemPass(pass)) {
            double y = rangeAxis.valueToJava2D(data.getYValue(series, item), dataArea, plot.getRangeAxisEdge());
            marks.verdict(g2, data.verdict(series, item), x, y);
        }
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
