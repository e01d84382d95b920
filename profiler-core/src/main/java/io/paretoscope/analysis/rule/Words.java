package io.paretoscope.analysis.rule;

import java.util.Locale;

/** Numbers as a sentence has them. */
final class Words {
    private Words() {}

    /** A share in percent: {@code 97 %}, or {@code 1.4 %} below ten. */
    static String percent(double share) {
        double percent = 100 * share;
        boolean whole = Math.abs(percent) >= 9.95 || percent == Math.rint(percent);
        return String.format(Locale.ROOT, whole ? "%.0f %%" : "%.1f %%", percent);
    }

    /** Three significant digits, or all of those before the point. */
    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 99.95 ? "%,.0f" : size >= 9.995 ? "%.1f" : size >= 0.9995 ? "%.2f" : "%.3g";
        return String.format(Locale.ROOT, format, value);
    }

    /** {@code 1 point}, {@code 3 points}. */
    static String count(int count, String one) {
        return count + " " + one + (count == 1 ? "" : "s");
    }
}
