package io.paretoscope.chart;

import io.paretoscope.sweep.Verdict;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;

/**
 * What is drawn on a point beside its marker: a bar where its mean lies, and what its verdict is. A point whose numbers are invalid
 * is crossed, one whose numbers are unstable has a ring: both can be told from the others without colour.
 */
final class PointMarks {
    private static final double CAP = 4;
    private static final double MARK = 7;

    private Paint paint = Color.BLACK;
    private double scale = 1;

    /** Verdicts in that colour, and all of it so much larger than at 12 points. */
    void style(Paint newPaint, double newScale) {
        paint = newPaint;
        scale = newScale;
    }

    /** An interval along the vertical axis. */
    void vertical(Graphics2D g2, Paint of, double x, double low, double high) {
        double cap = CAP * scale;
        begin(g2, of);
        g2.draw(new Line2D.Double(x, low, x, high));
        g2.draw(new Line2D.Double(x - cap, low, x + cap, low));
        g2.draw(new Line2D.Double(x - cap, high, x + cap, high));
    }

    /** An interval along the horizontal axis. */
    void horizontal(Graphics2D g2, Paint of, double y, double low, double high) {
        double cap = CAP * scale;
        begin(g2, of);
        g2.draw(new Line2D.Double(low, y, high, y));
        g2.draw(new Line2D.Double(low, y - cap, low, y + cap));
        g2.draw(new Line2D.Double(high, y - cap, high, y + cap));
    }

    private void begin(Graphics2D g2, Paint of) {
        g2.setPaint(of);
        g2.setStroke(new BasicStroke((float) (1.4 * scale)));
    }

    /** Around a point of which something is open. */
    void ring(Graphics2D g2, double x, double y) {
        double mark = MARK * scale;
        g2.setPaint(paint);
        g2.setStroke(new BasicStroke((float) (1.5 * scale)));
        g2.draw(new Ellipse2D.Double(x - mark, y - mark, 2 * mark, 2 * mark));
    }

    void verdict(Graphics2D g2, Verdict.Kind verdict, double x, double y) {
        double mark = MARK * scale;
        g2.setPaint(paint);
        g2.setStroke(new BasicStroke((float) (1.5 * scale)));
        switch (verdict) {
            case VALID -> {
                // Nothing to mark.
            }
            case UNSTABLE -> ring(g2, x, y);
            case INVALID -> {
                g2.draw(new Line2D.Double(x - mark, y - mark, x + mark, y + mark));
                g2.draw(new Line2D.Double(x - mark, y + mark, x + mark, y - mark));
            }
        }
    }
}
