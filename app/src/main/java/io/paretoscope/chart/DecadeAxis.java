package io.paretoscope.chart;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.TickType;
import org.jfree.chart.plot.ValueAxisPlot;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.Range;

/** Values on a log10 scale, with ticks at 1, 2 and 5 of each decade; where these would touch, at every decade, or every second, third … */
final class DecadeAxis extends LogAxis {
    private static final long serialVersionUID = 1;
    private static final double SMALLEST = 1e-9;
    /** Free space on both sides, as a factor. */
    private static final double MARGIN = 1.15;
    private static final List<Integer> WITHIN = List.of(1, 2, 5);
    /** What a label needs in each direction, in pixels at 12 points. */
    private static final double LABEL_WIDTH = 52;
    private static final double LABEL_HEIGHT = 20;
    private static final int MOST = 7;

    DecadeAxis() {
        super(null);
        setBase(10);
        setSmallestValue(SMALLEST);
        setRange(new Range(1, 10), false, false);
    }

    /** What the values need, and a little space. */
    @Override
    protected void autoAdjustRange() {
        if (!(getPlot() instanceof ValueAxisPlot values)) {
            return;
        }
        Range range = values.getDataRange(this);
        if (range != null) {
            double low = Math.max(SMALLEST, range.getLowerBound());
            setRange(new Range(low / MARGIN, Math.max(low, range.getUpperBound()) * MARGIN), false, false);
        }
    }

    @Override
    public List<NumberTick> refreshTicks(Graphics2D g2, AxisState state, Rectangle2D dataArea, RectangleEdge edge) {
        double low = Math.max(SMALLEST, getLowerBound());
        double decades = calculateLog(getUpperBound()) - calculateLog(low);
        int step = Math.max(1, (int) Math.ceil(decades / MOST));
        int first = Math.floorDiv((int) Math.floor(calculateLog(low)), step) * step;
        int last = (int) Math.ceil(calculateLog(getUpperBound()));
        boolean across = RectangleEdge.isTopOrBottom(edge);
        double room = (across ? dataArea.getWidth() / LABEL_WIDTH : dataArea.getHeight() / LABEL_HEIGHT) / decades;
        TextAnchor anchor = across ? TextAnchor.TOP_CENTER : TextAnchor.CENTER_RIGHT;
        List<NumberTick> ticks = new ArrayList<>();
        for (int exponent = first; exponent <= last; exponent += step) {
            for (int within : room < WITHIN.size() ? List.of(1) : WITHIN) {
                double value = within * Math.pow(10, exponent);
                if (getRange().contains(value)) {
                    ticks.add(tick(value, anchor));
                }
            }
        }
        // Zoomed in between two of them, the ends are all that can be named.
        return ticks.size() > 1
                ? ticks
                : List.of(tick(low, anchor), tick(Math.sqrt(low * getUpperBound()), anchor),
                        tick(getUpperBound(), anchor));
    }

    private static NumberTick tick(double value, TextAnchor anchor) {
        return new NumberTick(TickType.MAJOR, value, text(value), anchor, TextAnchor.CENTER, 0);
    }

    private static String text(double value) {
        return Math.abs(value) >= 1e6 || Math.abs(value) < 1e-4
                ? String.format(Locale.ROOT, "%.0e", value)
                : MetricDisplay.plain(value);
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
