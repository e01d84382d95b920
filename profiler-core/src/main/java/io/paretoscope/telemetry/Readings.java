package io.paretoscope.telemetry;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What one call to a device gave: for each series a value, or why there is none. Used again and again by one thread. */
final class Readings {
    private final double[] values;
    private final @Nullable String[] reasons;
    private final boolean[] given;
    private final boolean[] never;

    Readings(int series) {
        values = new double[series];
        reasons = new @Nullable String[series];
        given = new boolean[series];
        never = new boolean[series];
    }

    /** Forgets what was read before, except that which will never be. */
    void clear() {
        Arrays.fill(given, false);
        for (int i = 0; i < reasons.length; i++) {
            if (!never[i]) {
                reasons[i] = null;
            }
        }
    }

    /** Series {@code i} is {@code value}. */
    void value(int i, double value) {
        if (Double.isFinite(value)) {
            values[i] = value;
            given[i] = true;
        } else {
            absent(i, "the device gave " + value);
        }
    }

    /** Series {@code i} has no value this time; it may again. */
    void absent(int i, String reason) {
        given[i] = false;
        reasons[i] = reason;
    }

    /** Series {@code i} has no value and will not have one. */
    void never(int i, String reason) {
        absent(i, reason);
        never[i] = true;
    }

    /** None of {@code series} has a value this time; they may again. */
    void allAbsent(String reason) {
        for (int i = 0; i < values.length; i++) {
            absent(i, reason);
        }
    }

    boolean given(int i) {
        return given[i];
    }

    double value(int i) {
        return values[i];
    }

    /** Why series {@code i} has no value; null where it has one, or where none was due. */
    @Nullable
    String reason(int i) {
        return reasons[i];
    }

    /** Whether none of the series will ever have a value. */
    boolean hopeless() {
        for (boolean gone : never) {
            if (!gone) {
                return false;
            }
        }
        return true;
    }
}
