package io.paretoscope.window;

import io.paretoscope.telemetry.Quantity;
import java.util.Locale;

/** Sampled values as people read them. */
final class QuantityText {
    private static final double BYTES_PER_GIB = 1L << 30;
    private static final double MHZ_PER_GHZ = 1000;

    private QuantityText() {}

    /** The value in the unit on the screen, as a curve is drawn by it. */
    static double scaled(Quantity quantity, double value) {
        return quantity.unit().equals("bytes") ? value / BYTES_PER_GIB : value;
    }

    /** The unit on the screen. */
    static String unit(Quantity quantity) {
        return quantity.unit().equals("bytes") ? "GiB" : quantity.unit();
    }

    /** A value of the screen's unit with that unit, to three digits or so. */
    static String text(Quantity quantity, double scaled) {
        if (quantity.unit().equals("MHz") && scaled >= MHZ_PER_GHZ) {
            return String.format(Locale.ROOT, "%.2f GHz", scaled / MHZ_PER_GHZ);
        }
        return String.format(Locale.ROOT, scaled < 10 ? "%.1f %s" : "%.0f %s", scaled, unit(quantity));
    }
}
