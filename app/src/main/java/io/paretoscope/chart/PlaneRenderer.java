package io.paretoscope.chart;

import io.paretoscope.sweep.Verdict;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.entity.EntityCollection;
import org.jfree.chart.plot.CrosshairState;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYItemRendererState;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.Range;
import org.jfree.data.xy.XYDataset;

/**
 * Lines and markers, with bars where the mean of a point lies. Each meaning has a sign that can be told without colour: a point that is
 * invalid is hollow and crossed, one that is unstable or undecided has a ring, one that is dominated is pale, and one that is predicted
 * is small and hollow on a dashed line.
 */
final class PlaneRenderer extends XYLineAndShapeRenderer {
    private static final long serialVersionUID = 1;
    private static final int PALE = 100;
    private static final double LEGEND_HALF = 14;
    /** How near a pointer has to come, in pixels. */
    private static final double NEAR = 9;

    private final transient PlaneDataset data;
    private final transient PointMarks marks = new PointMarks();

    PlaneRenderer(PlaneDataset data) {
        this.data = data;
        setDrawSeriesLineAsPath(true);
        setUseOutlinePaint(true);
        setUseFillPaint(true);
        setLegendLine(new Line2D.Double(-LEGEND_HALF, 0, LEGEND_HALF, 0));
    }

    /** Gives every curve its colour, marker and line. */
    void style(ChartStyle style) {
        marks.style(style.text(), style.fontPoints() / 12);
        for (int i = 0; i < data.getSeriesCount(); i++) {
            Plane.Curve curve = data.curve(i);
            boolean predicted = curve.role() == ChartSource.Role.PREDICTED;
            Color color = curve.role() == ChartSource.Role.BASELINE ? style.baseline() : style.color(curve.look());
            setSeriesPaint(i, color);
            setSeriesFillPaint(i, predicted ? style.background() : color);
            setSeriesOutlinePaint(i, predicted ? color : style.text());
            setSeriesShape(i, predicted ? style.smallMarker(curve.look()) : style.marker(curve.look()));
            setSeriesStroke(i, predicted ? style.dashed() : style.line());
            setSeriesLinesVisible(i, curve.joined());
            setSeriesVisibleInLegend(i, !curve.spots().isEmpty());
        }
    }

    /** The ends of the bars count too. */
    @Override
    public Range findRangeBounds(XYDataset dataset) {
        return findRangeBounds(dataset, true);
    }

    @Override
    public Range findDomainBounds(XYDataset dataset) {
        return findDomainBounds(dataset, true);
    }

    @Override
    public boolean getItemShapeFilled(int series, int item) {
        return !data.spot(series, item).is(Verdict.Kind.INVALID) && super.getItemShapeFilled(series, item);
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
        return data.spot(series, item).standing() == Plane.Standing.DOMINATED && paint instanceof Color color
                ? new Color(color.getRed(), color.getGreen(), color.getBlue(), PALE)
                : paint;
    }

    @Override
    public void drawItem(Graphics2D g2, XYItemRendererState state, Rectangle2D dataArea, PlotRenderingInfo info,
            XYPlot plot, ValueAxis domainAxis, ValueAxis rangeAxis, XYDataset dataset, int series, int item,
            CrosshairState crosshairState, int pass) {
        Plane.Spot spot = data.spot(series, item);
        double x = domainAxis.valueToJava2D(spot.x().value(), dataArea, plot.getDomainAxisEdge());
        double y = rangeAxis.valueToJava2D(spot.y().value(), dataArea, plot.getRangeAxisEdge());
        if (isItemPass(pass) && data.hasIntervals(series)) {
            Paint paint = shade(getItemPaint(series, item), series, item);
            spot.y()
                    .interval()
                    .ifPresent(ends -> marks.vertical(g2, paint, x,
                            rangeAxis.valueToJava2D(ends.low(), dataArea, plot.getRangeAxisEdge()),
                            rangeAxis.valueToJava2D(ends.high(), dataArea, plot.getRangeAxisEdge())));
            spot.x()
                    .interval()
                    .ifPresent(ends -> marks.horizontal(g2, paint, y,
                            domainAxis.valueToJava2D(ends.low(), dataArea, plot.getDomainAxisEdge()),
                            domainAxis.valueToJava2D(ends.high(), dataArea, plot.getDomainAxisEdge())));
        }
        super.drawItem(g2, state, dataArea, info, plot, domainAxis, rangeAxis, dataset, series, item, crosshairState,
                pass);
        if (isItemPass(pass)) {
            spot.point().verdict().ifPresent(verdict -> marks.verdict(g2, verdict.kind(), x, y));
            if (spot.undecided()) {
                marks.ring(g2, x, y);
            }
        }
    }

    /** One can point at a measured point without hitting its marker. */
    @Override
    protected void addEntity(EntityCollection entities, Shape hotspot, XYDataset dataset, int series, int item,
            double entityX, double entityY) {
        boolean predicted = data.curve(series).role() == ChartSource.Role.PREDICTED;
        Rectangle2D marker = hotspot.getBounds2D();
        double radius = Math.max(NEAR, Math.max(marker.getWidth(), marker.getHeight()) / 2);
        super.addEntity(entities, predicted
                ? hotspot
                : new Ellipse2D.Double(marker.getCenterX() - radius, marker.getCenterY() - radius, 2 * radius,
                        2 * radius),
                dataset, series, item, entityX, entityY);
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
