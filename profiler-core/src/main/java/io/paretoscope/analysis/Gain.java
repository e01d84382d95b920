package io.paretoscope.analysis;

import io.paretoscope.sweep.Interval;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.Reading;
import java.util.Locale;
import java.util.Optional;

/** How a metric of one point stands to that of another. */
public sealed interface Gain {

    /**
     * A ratio.
     *
     * @param ratio the one point's value over the other's
     * @param range where the ratio lies if both means lie in their 95 % intervals: low over high to high over low, which is wider
     *     than a 95 % interval of the ratio; empty where one of them has no interval
     */
    record Ratio(double ratio, Optional<Range> range) implements Gain {

        /** Whether the two are known to differ: equal ones do not lie in that range. */
        public boolean distinguishable() {
            return range.isPresent() && !range.get().contains(1);
        }
    }

    /**
     * Where a ratio lies.
     *
     * @param low lower end
     * @param high upper end
     */
    record Range(double low, double high) {
        boolean contains(double value) {
            return low <= value && value <= high;
        }
    }

    /** The point with which the others are compared. */
    record Baseline() implements Gain {}

    /**
     * No ratio.
     *
     * @param reason why
     */
    record Unknown(String reason) implements Gain {}

    /** The ratio of {@code metric} of {@code point} to that of {@code base}. */
    static Gain of(Metric metric, PointMetrics point, PointMetrics base) {
        return of(point.reading(metric), base.reading(metric));
    }

    /** The ratio of two readings of one metric. */
    static Gain of(Reading reading, Reading base) {
        if (reading instanceof Reading.Unavailable(String reason)) {
            return new Unknown(reason);
        }
        if (base instanceof Reading.Unavailable(String reason)) {
            return new Unknown("of the baseline: " + reason);
        }
        if (reading instanceof Reading.Value one && base instanceof Reading.Value other && other.value() > 0) {
            return new Ratio(one.value() / other.value(),
                    one.interval().flatMap(above -> other.interval().flatMap(below -> range(above, below))));
        }
        return new Unknown("the baseline is 0");
    }

    private static Optional<Range> range(Interval above, Interval below) {
        // An interval of few repeats may reach below 0, which no rate or energy can be.
        return below.low() > 0
                ? Optional.of(new Range(Math.max(0, above.low()) / below.high(), above.high() / below.low()))
                : Optional.empty();
    }

    /** As shown: {@code +35 %}, {@code -4 %, not distinguishable}, {@code baseline} or {@code unknown}. */
    default String text() {
        return switch (this) {
            case Baseline() -> "baseline";
            case Unknown(String _) -> "unknown";
            case Ratio ratio -> percent(ratio.ratio())
                    + (ratio.range().isPresent() && !ratio.distinguishable() ? ", not distinguishable" : "");
        };
    }

    /** A ratio as a change in percent, such as {@code +35 %}. */
    static String percent(double ratio) {
        return String.format(Locale.ROOT, "%+d %%", Math.round(100 * (ratio - 1)));
    }
}
