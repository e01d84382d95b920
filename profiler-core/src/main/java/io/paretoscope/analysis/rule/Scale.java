package io.paretoscope.analysis.rule;

import java.util.Locale;

/**
 * From which value on a quantity matters, and how much. Scores rise linearly: 25 at {@code info}, 75 at {@code warning}, and on as fast to
 * 100. Where the most is INFO, {@code warning} is where the score ends, at 74.
 *
 * @param info from here on it is worth knowing, above 0
 * @param warning from here on it is worth acting on, at least {@code info}
 * @param most the gravest severity
 * @param unit what the quantity is counted in
 */
record Scale(double info, double warning, Severity most, Unit unit) {

    private static final int FULL = 100;

    /** What a quantity is counted in. */
    enum Unit {
        /** Shown as a percentage. */
        SHARE,
        /** A ratio. */
        TIMES,
        /** A difference of two percentages. */
        PERCENTAGE_POINTS,
        /** So many. */
        COUNT;

        String text(double value) {
            return switch (this) {
                case SHARE -> Words.percent(value);
                case TIMES -> String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f ×" : "%s ×", value);
                case PERCENTAGE_POINTS -> String.format(Locale.ROOT, "%.0f percentage points", value);
                case COUNT -> String.format(Locale.ROOT, "%.0f", value);
            };
        }
    }

    Scale {
        if (!(info > 0 && warning >= info)) {
            throw new IllegalArgumentException("a scale from " + info + " to " + warning);
        }
    }

    static Scale toWarning(Unit unit, double info, double warning) {
        return new Scale(info, warning, Severity.WARNING, unit);
    }

    static Scale toInfo(Unit unit, double info, double end) {
        return new Scale(info, end, Severity.INFO, unit);
    }

    /** The score of {@code value}, from 0 to 100. */
    int score(double value) {
        if (!(value >= info)) {
            return 0;
        }
        int infoScore = Severity.INFO.from();
        int warningScore = Severity.WARNING.from();
        if (most == Severity.INFO) {
            return value >= warning ? warningScore - 1 : interpolated(value, infoScore, warningScore - 1);
        }
        if (value >= warning) {
            double slope = (warningScore - infoScore) / (warning > info ? warning - info : warning);
            return (int) Math.min(FULL, warningScore + slope * (value - warning));
        }
        return interpolated(value, infoScore, warningScore - 1);
    }

    private int interpolated(double value, int from, int to) {
        return (int) (from + (to - from) * (value - info) / (warning - info));
    }

    /** Such as {@code INFO from 50 %, WARNING from 75 %}. */
    String text() {
        String warn = "WARNING from " + unit.text(warning);
        if (most == Severity.WARNING && info == warning) {
            return warn;
        }
        return "INFO from " + unit.text(info) + (most == Severity.WARNING ? ", " + warn : "");
    }
}
