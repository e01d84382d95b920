package io.paretoscope.sweep;

import io.paretoscope.engine.WindowRule;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How each point is measured.
 *
 * @param repeats windows of each point, at most {@link SweepPlan#MOST_REPEATS}
 * @param window least time of a window; empty for the rule of the device, which is {@link #ENERGY_WINDOW} where energy can be
 *     had and {@link #TIMES_WINDOW} elsewhere
 * @param order in which the windows of all points are taken
 * @param coolDownCelsius before each window wait until the device is at most so warm; empty for no waiting
 */
public record Protocol(int repeats, Optional<Duration> window, Order order, OptionalInt coolDownCelsius) {

    /** Windows of a point where nothing else is asked for. */
    public static final int DEFAULT_REPEATS = 3;

    private static final long SECOND = 1_000_000_000L;
    /** Where energy counts: at least five seconds and 32 batches (R12). */
    public static final WindowRule ENERGY_WINDOW = new WindowRule(5 * SECOND, 32, 60 * SECOND);
    /** Where only times are measured. */
    public static final WindowRule TIMES_WINDOW = new WindowRule(SECOND / 2, 1, 60 * SECOND);
    /** The longest window that can be asked for. */
    public static final Duration MOST_WINDOW = Duration.ofHours(1);
    /** No device is asked to become colder than this. */
    public static final int LEAST_CELSIUS = 20;
    /** A device that is warmer than this throttles. */
    public static final int MOST_CELSIUS = 100;

    /** In which order windows are taken. */
    public enum Order {
        /** All windows of a point before the next point. */
        LISTED("listed"),
        /** One window of every point, then the second of every point, and so on: what drifts meets all alike (R14). */
        INTERLEAVED("interleaved");

        private final String label;

        Order(String label) {
            this.label = label;
        }

        /**
         * The order of that name.
         *
         * @throws IllegalArgumentException naming both, where there is none
         */
        public static Order parse(String label) {
            return Arrays.stream(values())
                    .filter(order -> order.label.equals(label))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "'" + label + "' is not an order: must be listed or interleaved"));
        }

        /** The word for it in a plan. */
        public String label() {
            return label;
        }
    }

    public Protocol {
        if (repeats < 1) {
            throw new IllegalArgumentException("repeats " + repeats + ": must be at least 1");
        }
        if (repeats > SweepPlan.MOST_REPEATS) {
            throw new IllegalArgumentException("repeats " + repeats + ": must be at most " + SweepPlan.MOST_REPEATS);
        }
        if (window.isPresent() && (window.get().isNegative() || window.get().compareTo(MOST_WINDOW) > 0)) {
            throw new IllegalArgumentException("window " + window.get().toMillis() / 1e3 + " s: must be 0 to "
                    + MOST_WINDOW.toSeconds() + " s");
        }
        if (coolDownCelsius.isPresent()
                && (coolDownCelsius.getAsInt() < LEAST_CELSIUS || coolDownCelsius.getAsInt() > MOST_CELSIUS)) {
            throw new IllegalArgumentException("cool-down to " + coolDownCelsius.getAsInt() + " °C: must be "
                    + LEAST_CELSIUS + " to " + MOST_CELSIUS + " °C");
        }
    }

    /** So many repeats, everything else as it is without being asked for. */
    public static Protocol of(int repeats) {
        return new Protocol(repeats, Optional.empty(), Order.LISTED, OptionalInt.empty());
    }

    /** The rule by which windows end on a device that can, or cannot, tell its energy. */
    public WindowRule rule(boolean energy) {
        WindowRule ofDevice = energy ? ENERGY_WINDOW : TIMES_WINDOW;
        if (window.isEmpty()) {
            return ofDevice;
        }
        // A window too short for energy is lengthened: its joules would mean nothing.
        long least = energy
                ? Math.max(window.get().toNanos(), ofDevice.leastNanos())
                : window.get().toNanos();
        return new WindowRule(least, ofDevice.leastBatches(), Math.max(2 * least, ofDevice.mostNanos()));
    }
}
