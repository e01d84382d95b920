package io.paretoscope.cli;

import io.paretoscope.decision.Figures;
import io.paretoscope.sweep.FitCheck;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/** Numbers as a person reads them. */
final class Quantity {
    static final String UNKNOWN = Figures.UNKNOWN;

    private static final double BYTES_PER_MEBIBYTE = 1 << 20;

    private Quantity() {}

    /** Three or four significant digits. */
    static String number(double value) {
        return Figures.number(value);
    }

    /** A count with its thousands apart. */
    static String count(long value) {
        return Figures.count(value);
    }

    /** Bytes in whole mebibytes, without the unit. */
    static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%,.0f", bytes / BYTES_PER_MEBIBYTE);
    }

    /** Bytes with their unit, or that they are not known. */
    static String bytes(OptionalLong bytes) {
        return bytes.isPresent() ? FitCheck.gibibytes(bytes.getAsLong()) : UNKNOWN;
    }

    /** An estimate of a duration, such as {@code about 4 s} or {@code under 1 s}. */
    static String estimate(Duration duration) {
        return duration.toMillis() < 1000 ? "under 1 s" : "about " + duration(duration);
    }

    /** A duration such as {@code 4 s}, {@code 2 min 5 s} or {@code 1 h 3 min}. */
    static String duration(Duration duration) {
        long seconds = Math.max(0, Math.round(duration.toMillis() / 1000.0));
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? seconds / 60 + " min " + seconds % 60 + " s"
                : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }
}
