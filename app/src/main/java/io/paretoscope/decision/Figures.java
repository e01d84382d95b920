package io.paretoscope.decision;

import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers in sentences and tables. */
public final class Figures {
    /** What stands in place of a number that is not known. */
    public static final String UNKNOWN = "n/a";

    private Figures() {}

    /** Three or four significant digits. */
    public static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 1000 ? "%.0f" : size >= 100 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }

    /** The number, or that it is not known. */
    static String number(OptionalDouble value) {
        return value.isPresent() ? number(value.getAsDouble()) : UNKNOWN;
    }

    /** A count with its thousands apart. */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A share in percent, as {@code format} has it. */
    static String percent(double share, String format) {
        return String.format(Locale.ROOT, format, 100 * share);
    }
}
