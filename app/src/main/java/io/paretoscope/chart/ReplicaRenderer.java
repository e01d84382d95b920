package io.paretoscope.chart;

import io.paretoscope.sweep.Verdict;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.CategoryItemRendererState;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.Range;
import org.jfree.data.category.CategoryDataset;

/**
 * Bars to the right, pale, each with its series' marker at the end and a bar where the mean lies: the same signs as in a
 * {@link SweepChart}.
 */
final class ReplicaRenderer extends BarRenderer {
    private static final long serialVersionUID = 1;
    private static final int PALE = 96;

    private final transient ReplicaDataset data;
    private final transient PointMarks marks = new PointMarks();
    private transient ChartStyle style;

    ReplicaRenderer(ReplicaDataset data, ChartStyle style) {
        this.data = data;
        this.style = style;
        setBarPainter(new StandardBarPainter());
        setShadowVisible(false);
        setItemMargin(0.1);
        setMaximumBarWidth(0.07);
    }

    void style(ChartStyle newStyle) {
        style = newStyle;
        marks.style(style.text(), style.fontPoints() / 12);
    }

    /** The ends of the intervals count too. */
    @Override
    public Range findRangeBounds(CategoryDataset dataset) {
        return new Range(0, Math.max(1e-9, data.highest()));
    }

    @Override
    public Paint getItemPaint(int row, int column) {
        Color color = style.color(row);
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), PALE);
    }

    @Override
    public void drawItem(Graphics2D g2, CategoryItemRendererState state, Rectangle2D dataArea, CategoryPlot plot,
            CategoryAxis domainAxis, ValueAxis rangeAxis, CategoryDataset dataset, int row, int column, int pass) {
        super.drawItem(g2, state, dataArea, plot, domainAxis, rangeAxis, dataset, row, column, pass);
        data.item(row, column).ifPresent(item -> {
            double y = calculateBarW0(plot, plot.getOrientation(), dataArea, domainAxis, state, row, column)
                    + state.getBarWidth() / 2;
            if (item.value().interval().isPresent()) {
                marks.horizontal(g2, style.text(), y,
                        rangeAxis.valueToJava2D(item.low(), dataArea, plot.getRangeAxisEdge()),
                        rangeAxis.valueToJava2D(item.high(), dataArea, plot.getRangeAxisEdge()));
            }
            double x = rangeAxis.valueToJava2D(item.shown(), dataArea, plot.getRangeAxisEdge());
            Shape marker = AffineTransform.getTranslateInstance(x, y).createTransformedShape(style.marker(row));
            boolean invalid = item.verdict().kind() == Verdict.Kind.INVALID;
            g2.setPaint(invalid ? style.background() : style.color(row));
            g2.fill(marker);
            g2.setPaint(style.text());
            g2.setStroke(new BasicStroke(1));
            g2.draw(marker);
            marks.verdict(g2, item.verdict().kind(), x, y);
        });
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
