package io.paretoscope.window;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How the window was left.
 *
 * @param theme how it looks
 * @param bounds where it lies on the desktop when it is not maximised; empty before the first time
 * @param maximised whether it fills the screen
 * @param telemetry whether it shows what the device reports
 * @param textSize name of the size of its type
 * @param layout how it was divided, and what lay open in it
 */
public record WindowState(Theme theme, Optional<Bounds> bounds, boolean maximised, boolean telemetry, String textSize,
        Layout layout) {

    /** Before the window was ever left. */
    public static final WindowState FIRST = new WindowState(Theme.LIGHT, Optional.empty(), false, true, "",
            Layout.FIRST);

    /**
     * How a window was divided, and what lay open in it.
     *
     * @param experimentWidth of the left side, in pixels
     * @param historyWidth of the right side, in pixels; empty for a share of the window
     * @param chartShare of the height of the middle, from 0 to 1
     * @param page name of the page of charts
     * @param order name of the order of the runs
     * @param columns metrics whose columns the user has shown or hidden, by their keys
     */
    public record Layout(double experimentWidth, OptionalDouble historyWidth, double chartShare, String page,
            String order, Map<String, Boolean> columns) {

        /** Before anybody changed it. */
        public static final Layout FIRST = new Layout(336, OptionalDouble.empty(), 0.58, "", "", Map.of());

        private static final double NARROWEST = 100;
        private static final double WIDEST = 2000;

        public Layout {
            columns = Map.copyOf(columns);
            if (!(experimentWidth >= NARROWEST && experimentWidth <= WIDEST)) {
                experimentWidth = 336;
            }
            if (historyWidth.isPresent()
                    && !(historyWidth.getAsDouble() >= NARROWEST && historyWidth.getAsDouble() <= WIDEST)) {
                historyWidth = OptionalDouble.empty();
            }
            if (!(chartShare > 0.05 && chartShare < 0.95)) {
                chartShare = 0.58;
            }
        }
    }

    /** A rectangle of the desktop, in JavaFX's pixels. */
    public record Bounds(double x, double y, double width, double height) {

        private double overlap(Bounds other) {
            double across = Math.min(x + width, other.x + other.width) - Math.max(x, other.x);
            double down = Math.min(y + height, other.y + other.height) - Math.max(y, other.y);
            return Math.max(0, across) * Math.max(0, down);
        }

        private Bounds within(Bounds screen) {
            double newWidth = Math.min(width, screen.width);
            double newHeight = Math.min(height, screen.height);
            double newX = Math.clamp(x, screen.x, screen.x + screen.width - newWidth);
            double newY = Math.clamp(y, screen.y, screen.y + screen.height - newHeight);
            return new Bounds(newX, newY, newWidth, newHeight);
        }

        /**
         * These bounds moved, and shrunk where need be, so that they lie wholly on one screen: the one they shared most
         * with, or else the first.
         *
         * @param screens the usable part of each screen, the primary one first; at least one
         */
        public Bounds visibleOn(Iterable<Bounds> screens) {
            Bounds best = screens.iterator().next();
            for (Bounds screen : screens) {
                if (overlap(screen) > overlap(best)) {
                    best = screen;
                }
            }
            return within(best);
        }
    }
}
