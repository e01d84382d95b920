package io.paretoscope.chart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CrosshairState;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYItemRendererState;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYDataset;

/** Markers: those of dominated points are pale, and a ring is around those that may stand elsewhere. */
final class FrontRenderer extends XYLineAndShapeRenderer {
    private static final long serialVersionUID = 1;
    private static final int PALE = 100;

    private final transient FrontDataset data;
    private final transient PointMarks marks = new PointMarks();

    FrontRenderer(FrontDataset data) {
        super(false, true);
        this.data = data;
        setUseOutlinePaint(true);
        setUseFillPaint(true);
    }

    /** Marks in that colour, and so much larger than at 12 points. */
    void marks(Paint paint, double scale) {
        marks.style(paint, scale);
    }

    @Override
    public Paint getItemFillPaint(int series, int item) {
        return shade(super.getItemFillPaint(series, item), series, item);
    }

    @Override
    public Paint getItemOutlinePaint(int series, int item) {
        return shade(super.getItemOutlinePaint(series, item), series, item);
    }

    private Paint shade(Paint paint, int series, int item) {
        return !data.onFront(series, item) && paint instanceof Color color
                ? new Color(color.getRed(), color.getGreen(), color.getBlue(), PALE)
                : paint;
    }

    @Override
    public void drawItem(Graphics2D g2, XYItemRendererState state, Rectangle2D dataArea, PlotRenderingInfo info,
            XYPlot plot, ValueAxis domainAxis, ValueAxis rangeAxis, XYDataset dataset, int series, int item,
            CrosshairState crosshairState, int pass) {
        super.drawItem(g2, state, dataArea, info, plot, domainAxis, rangeAxis, dataset, series, item, crosshairState,
                pass);
        if (isItemPass(pass) && data.undecided(series, item)) {
            marks.ring(g2, domainAxis.valueToJava2D(data.getXValue(series, item), dataArea, plot.getDomainAxisEdge()),
                    rangeAxis.valueToJava2D(data.getYValue(series, item), dataArea, plot.getRangeAxisEdge()));
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
