package io.paretoscope.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/**
 * How a chart looks. Series differ in colour and in marker, so that they can be told apart without colour too; the
 * colours are those of Okabe and Ito (<a href="https://jfly.uni-koeln.de/color/">Color Universal Design</a>), ordered so
 * that the strongest on the background come first. Markers carry an outline in the text colour, which keeps the paler
 * ones visible.
 *
 * @param background behind everything
 * @param text titles, labels and the outline of markers
 * @param muted tick labels, axis lines and the text of an empty chart
 * @param grid grid lines
 * @param series one colour a series, repeated where there are more series
 * @param fontPoints size of the axis labels; everything else follows from it
 */
public record ChartStyle(Color background, Color text, Color muted, Color grid, List<Color> series, float fontPoints) {

    private static final Color ORANGE = new Color(0xE69F00);
    private static final Color SKY = new Color(0x56B4E9);
    private static final Color GREEN = new Color(0x009E73);
    private static final Color YELLOW = new Color(0xF0E442);
    private static final Color BLUE = new Color(0x0072B2);
    private static final Color VERMILLION = new Color(0xD55E00);
    private static final Color PURPLE = new Color(0xCC79A7);

    /** On the screen, light. */
    public static final ChartStyle LIGHT = new ChartStyle(Color.WHITE, new Color(0x24292F), new Color(0x57606A),
            new Color(0xD8DEE4), List.of(BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY), 12);

    /** On the screen, dark. */
    public static final ChartStyle DARK = new ChartStyle(new Color(0x0D1117), new Color(0xE6EDF3), new Color(0x9BA5B0),
            new Color(0x2A313A), List.of(SKY, ORANGE, GREEN, PURPLE, YELLOW, VERMILLION), 12);

    /** In a file: light whatever the screen shows, with type that stays legible when the picture is scaled down. */
    public static final ChartStyle FILE = new ChartStyle(LIGHT.background, LIGHT.text, LIGHT.muted, LIGHT.grid,
            LIGHT.series, 16);

    /** Radius of a circle marker at 12 points. */
    private static final double MARKER_RADIUS = 4;

    private static final List<Shape> UNIT_MARKERS = List.of(new Ellipse2D.Double(-1, -1, 2, 2),
            new Rectangle2D.Double(-0.9, -0.9, 1.8, 1.8), polygon(3, -90, 1.25), polygon(4, 0, 1.3),
            polygon(3, 90, 1.25), cross());

    public ChartStyle {
        series = List.copyOf(series);
    }

    Color color(int index) {
        return series.get(index % series.size());
    }

    Shape marker(int index) {
        double radius = MARKER_RADIUS * fontPoints / 12;
        return AffineTransform.getScaleInstance(radius, radius)
                .createTransformedShape(UNIT_MARKERS.get(index % UNIT_MARKERS.size()));
    }

    /** The same marker for what must not pass for measured. */
    Shape smallMarker(int index) {
        return AffineTransform.getScaleInstance(0.7, 0.7).createTransformedShape(marker(index));
    }

    /** A line for what was not measured. */
    Stroke dashed() {
        float unit = fontPoints / 12;
        return new BasicStroke(1.6f * unit, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10,
                new float[]{6 * unit, 4 * unit}, 0);
    }

    /** What others are held against: grey, so that the colours are those of the others. */
    Color baseline() {
        return muted;
    }

    Stroke line() {
        return new BasicStroke(2 * fontPoints / 12, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    }

    Font font(double scale) {
        return new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont((float) (fontPoints * scale));
    }

    Font boldFont(double scale) {
        return font(scale).deriveFont(Font.BOLD);
    }

    private static Shape polygon(int corners, double startDegrees, double radius) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < corners; i++) {
            double angle = Math.toRadians(startDegrees + 360.0 * i / corners);
            double x = radius * Math.cos(angle);
            double y = radius * Math.sin(angle);
            if (i == 0) {
                path.moveTo(x, y);
            } else {
                path.lineTo(x, y);
            }
        }
        path.closePath();
        return path;
    }

    private static Shape cross() {
        double arm = 0.42;
        double end = 1.2;
        double[][] corners = {{-arm, -end}, {arm, -end}, {arm, -arm}, {end, -arm}, {end, arm}, {arm, arm}, {arm, end},
            {-arm, end}, {-arm, arm}, {-end, arm}, {-end, -arm}, {-arm, -arm}};
        Path2D path = new Path2D.Double();
        path.moveTo(corners[0][0], corners[0][1]);
        for (double[] corner : corners) {
            path.lineTo(corner[0], corner[1]);
        }
        path.closePath();
        return path;
    }
}
