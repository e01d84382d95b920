package io.paretoscope.window;

import java.util.Optional;

/**
 * How the window was left.
 *
 * @param theme how it looks
 * @param bounds where it lies on the desktop when it is not maximised; empty before the first time
 * @param maximised whether it fills the screen
 * @param telemetry whether it shows what the device reports
 */
public record WindowState(Theme theme, Optional<Bounds> bounds, boolean maximised, boolean telemetry) {

    /** Before the window was ever left. */
    public static final WindowState FIRST = new WindowState(Theme.LIGHT, Optional.empty(), false, true);

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
