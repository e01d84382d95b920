package io.paretoscope.window;

import java.util.regex.Pattern;

/** How large type is in the window, as a share of its usual size. */
enum TextSize {
    SMALL(0.9),
    USUAL(1),
    LARGE(1.15),
    LARGER(1.35),
    LARGEST(1.6);

    private static final Pattern SIZE = Pattern.compile("(-fx-font-size:\\s*)(\\d+(?:\\.\\d+)?)px");

    private final double scale;

    TextSize(double scale) {
        this.scale = scale;
    }

    /** The next larger one; the largest stays. */
    TextSize larger() {
        return switch (this) {
            case SMALL -> USUAL;
            case USUAL -> LARGE;
            case LARGE -> LARGER;
            case LARGER, LARGEST -> LARGEST;
        };
    }

    /** The next smaller one; the smallest stays. */
    TextSize smaller() {
        return switch (this) {
            case SMALL, USUAL -> SMALL;
            case LARGE -> USUAL;
            case LARGER -> LARGE;
            case LARGEST -> LARGER;
        };
    }

    /** A length that grows with the type, of so many pixels at its usual size. */
    double scaled(double pixels) {
        return scale * pixels;
    }

    /** A style sheet with all of its sizes in pixels made so much larger. */
    String applied(String styleSheet) {
        return SIZE.matcher(styleSheet)
                .replaceAll(size -> size.group(1) + Math.round(10 * scale * Double.parseDouble(size.group(2))) / 10.0
                        + "px");
    }
}
