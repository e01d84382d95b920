package io.paretoscope.window;

import io.paretoscope.chart.ChartStyle;
import io.paretoscope.sweep.SweepEvent;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.layout.Pane;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/**
 * A small curve over time with shaded stretches behind it. Draws from arrays of its caller, and makes no objects while it
 * does; of many samples to a pixel column the least and the most are drawn, so that no peak is lost.
 */
final class StripCanvas extends Pane {
    private static final Font FONT = Font.font(10);
    private static final double TOP_MARGIN = 3;
    /** From so many samples to a pixel column on, a curve is drawn column by column. */
    private static final double SAMPLES_A_COLUMN = 1.5;
    /** For as many columns as a screen has. */
    private static final int MOST_POINTS = 1 << 13;

    private final Canvas canvas = new Canvas();
    private final double[] xs = new double[MOST_POINTS];
    private final double[] ys = new double[MOST_POINTS];
    private Color line = Color.BLACK;
    private Color grid = Color.GRAY;
    private Color muted = Color.GRAY;
    private PhaseColours phases = PhaseColours.NONE;
    private double top = 1;
    private Runnable redraw = () -> {};
    private String topText = "1";

    StripCanvas(double height) {
        setMinSize(40, height);
        setPrefHeight(height);
        canvas.widthProperty().bind(widthProperty());
        canvas.heightProperty().bind(heightProperty());
        getChildren().add(canvas);
    }

    /** Calls {@code drawing} whenever the size has changed, for curves that do not move by themselves. */
    void onResize(Runnable drawing) {
        redraw = drawing;
    }

    @Override
    protected void layoutChildren() {
        super.layoutChildren();
        redraw.run();
    }

    /** Takes the colours of the theme. */
    void style(ChartStyle style) {
        line = color(style.series().getFirst());
        grid = color(style.grid());
        muted = color(style.muted());
        phases = PhaseColours.of(style);
    }

    static Color color(java.awt.Color awt) {
        return Color.rgb(awt.getRed(), awt.getGreen(), awt.getBlue());
    }

    /** The value at the upper edge; the lower edge is 0. */
    void scale(double newTop) {
        if (newTop != top) {
            top = newTop;
            topText = newTop == Math.rint(newTop) ? Long.toString((long) newTop) : Double.toString(newTop);
        }
    }

    /** The least round number that is at least {@code most}: 1, 2 or 5 with any number of zeros. */
    static double roundUp(double most) {
        if (!(most > 0)) {
            return 1;
        }
        double unit = Math.pow(10, Math.floor(Math.log10(most)));
        double digits = most / unit;
        return unit * (digits <= 1 ? 1 : digits <= 2 ? 2 : digits <= 5 ? 5 : 10);
    }

    /**
     * Draws everything anew.
     *
     * @param nanos times of the samples, never falling
     * @param values as many values
     * @param size how many of them count
     * @param from the time at the left edge
     * @param to the time at the right edge
     */
    void draw(long[] nanos, double[] values, int size, long from, long to, Bands bands) {
        double width = canvas.getWidth();
        double height = canvas.getHeight();
        GraphicsContext g = canvas.getGraphicsContext2D();
        g.clearRect(0, 0, width, height);
        if (width < 2 || height < 2 || to <= from) {
            return;
        }
        double perNano = width / (to - from);
        shade(g, from, to, perNano, height, bands);
        g.setStroke(grid);
        g.setLineWidth(1);
        g.strokeLine(0, height - 0.5, width, height - 0.5);
        g.strokeLine(0, TOP_MARGIN + 0.5, width, TOP_MARGIN + 0.5);
        int first = first(nanos, size, from);
        int end = first(nanos, size, to + 1);
        double perValue = (height - TOP_MARGIN - 1) / top;
        if (end - first > SAMPLES_A_COLUMN * width) {
            fillColumns(g, nanos, values, first, end, from, perNano, height, perValue);
        } else {
            int points = trace(nanos, values, first, end, from, perNano, height, perValue);
            g.setStroke(line);
            g.setLineWidth(1.4);
            g.strokePolyline(xs, ys, points);
        }
        g.setFill(muted);
        g.setFont(FONT);
        g.fillText(topText, 2, TOP_MARGIN + 11);
    }

    private void shade(GraphicsContext g, long from, long to, double perNano, double height, Bands bands) {
        for (int i = 0; i < bands.size(); i++) {
            SweepEvent.Phase phase = bands.phase(i);
            long start = Math.max(from, bands.start(i));
            long end = Math.min(to, bands.end(i, to));
            if (phase != null && end > start) {
                g.setFill(phases.of(phase));
                g.fillRect((start - from) * perNano, 0, (end - start) * perNano, height);
            }
        }
    }

    /** The place of the first sample that is not before {@code from}. */
    private static int first(long[] nanos, int size, long from) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (nanos[middle] < from) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private double y(double value, double height, double perValue) {
        return height - 1 - Math.min(top, Math.max(0, value)) * perValue;
    }

    /**
     * Draws each pixel column as a bar from the least to the most of its samples, which begins where the column before ended, so that the curve
     * has no gaps. Bars of whole pixels are drawn several times faster than a stroke of as many points.
     */
    private void fillColumns(GraphicsContext g, long[] nanos, double[] values, int first, int end, long from,
            double perNano, double height, double perValue) {
        g.setFill(line);
        int column = -1;
        double least = 0;
        double most = 0;
        double last = Double.NaN;
        for (int i = first; i < end; i++) {
            int x = (int) ((nanos[i] - from) * perNano);
            double y = y(values[i], height, perValue);
            if (x != column) {
                fillColumn(g, column, least, most);
                column = x;
                least = Double.isNaN(last) ? y : Math.min(last, y);
                most = Double.isNaN(last) ? y : Math.max(last, y);
            } else {
                least = Math.min(least, y);
                most = Math.max(most, y);
            }
            last = y;
        }
        fillColumn(g, column, least, most);
    }

    private static void fillColumn(GraphicsContext g, int column, double least, double most) {
        if (column >= 0) {
            double above = Math.rint(least - 0.5);
            g.fillRect(column, above, 1, Math.max(1, Math.rint(most + 0.5) - above));
        }
    }

    /** Fills the points of the curve, one a sample, and gives their number. */
    private int trace(long[] nanos, double[] values, int first, int end, long from, double perNano, double height,
            double perValue) {
        int points = Math.min(end - first, xs.length);
        for (int i = 0; i < points; i++) {
            xs[i] = (nanos[first + i] - from) * perNano;
            ys[i] = y(values[first + i], height, perValue);
        }
        return points;
    }
}
