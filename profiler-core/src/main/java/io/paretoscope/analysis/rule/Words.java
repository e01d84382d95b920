package io.paretoscope.analysis.rule;

import io.paretoscope.sweep.Point;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers and points as a sentence has them. */
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

    /** {@code batch 1, 8, 64} where nothing but the batch differs and the device is not shared, and otherwise their labels. */
    static String points(List<Point> points) {
        boolean batches = points.stream().allMatch(point -> point.placement().alone())
                && points.stream().map(Point::modelLabel).distinct().count() == 1;
        return batches
                ? "batch " + points.stream()
                        .map(point -> String.format(Locale.ROOT, "%,d", point.batch()))
                        .collect(Collectors.joining(", "))
                : points.stream().map(Point::label).collect(Collectors.joining("; "));
    }
}
