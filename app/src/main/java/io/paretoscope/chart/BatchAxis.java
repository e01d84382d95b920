package io.paretoscope.chart;

import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.TickType;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.Range;

/** Batch sizes on a log2 scale, with a tick at 1, 2, 4, 8 and so on; where these would touch, at every second, third … */
final class BatchAxis extends LogAxis {
    private static final long serialVersionUID = 1;
    static final String NAME = "Batch size";
    /** Free space on both sides, as a factor. */
    private static final double MARGIN = Math.pow(2, 0.4);

    BatchAxis() {
        super(NAME);
        setBase(2);
        setSmallestValue(0.1);
        setAutoRange(false);
        cover(1, 8);
    }

    /** Shows batches from {@code smallest} to {@code largest}, at least one doubling wide. */
    void cover(int smallest, int largest) {
        double upper = Math.max(largest, smallest * 2.0);
        setDefaultAutoRange(new Range(smallest / MARGIN, upper * MARGIN));
        setRange(smallest / MARGIN, upper * MARGIN);
    }

    /** Back to what {@link #cover} set: zooming out must not shrink the axis to the points that have landed. */
    @Override
    protected void autoAdjustRange() {
        setRange(getDefaultAutoRange(), false, false);
    }

    @Override
    public List<NumberTick> refreshTicks(Graphics2D g2, AxisState state, Rectangle2D dataArea, RectangleEdge edge) {
        int first = Math.max(0, (int) Math.ceil(calculateLog(getLowerBound())));
        int last = Math.min(30, (int) Math.floor(calculateLog(getUpperBound())));
        int step = step(g2.getFontRenderContext(), dataArea.getWidth(), Math.max(first, last));
        List<NumberTick> ticks = new ArrayList<>();
        for (int exponent = first + (step - first % step) % step; exponent <= last; exponent += step) {
            long batch = 1L << exponent;
            ticks.add(new NumberTick(TickType.MAJOR, batch, Long.toString(batch), TextAnchor.TOP_CENTER,
                    TextAnchor.TOP_CENTER, 0));
        }
        return ticks;
    }

    /** Every how many powers of two a label fits, the widest being that of {@code last}. */
    private int step(FontRenderContext context, double width, int last) {
        double doublings = calculateLog(getUpperBound()) - calculateLog(getLowerBound());
        double label = getTickLabelFont().getStringBounds(" " + (1L << last) + " ", context).getWidth();
        return Math.max(1, (int) Math.ceil(label * doublings / Math.max(1, width)));
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
