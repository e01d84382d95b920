package io.paretoscope.export;

import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;

/** The metrics of a point as every export gives them: a number and its n, or why there is none. */
final class MetricColumns {
    /** Up to here every whole number has a {@code double} of its own. */
    private static final double LARGEST_WHOLE = 0x1p53;

    private MetricColumns() {}

    /** What is known of every metric, none left out, whatever became of the point. */
    static Map<Metric, Reading> readings(PointResult result) {
        Map<Metric, Reading> readings = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            readings.put(metric, switch (result.outcome()) {
                case PointOutcome.Measured measured -> finite(measured.metrics().reading(metric));
                case PointOutcome.Failed failed -> new Reading.Unavailable("failed: " + failed.reason());
                case PointOutcome.Skipped skipped -> new Reading.Unavailable("skipped: " + skipped.reason());
            });
        }
        return readings;
    }

    /** Whether a metric is a mean over repeats, of which it can be told where it lies. */
    static boolean hasInterval(Metric metric) {
        return switch (metric) {
            case OUTPUT_THROUGHPUT, TOTAL_THROUGHPUT, DECODE_THROUGHPUT, REQUEST_THROUGHPUT, ENERGY_PER_TOKEN,
                    ENERGY_PER_REQUEST, MEAN_POWER ->
                true;
            default -> false;
        };
    }

    /** Neither JSON nor a spreadsheet has an infinity; one comes of a time of zero. */
    static Reading finite(Reading reading) {
        return reading instanceof Reading.Value value && !Double.isFinite(value.value())
                ? new Reading.Unavailable("not a finite number: " + value.value())
                : reading;
    }

    /** The number that reads back as exactly {@code value}; whole ones without a fraction: {@code 1234567890}, {@code 0.25}. */
    static BigDecimal number(double value) {
        return value == Math.rint(value) && Math.abs(value) <= LARGEST_WHOLE
                ? BigDecimal.valueOf((long) value)
                : new BigDecimal(Double.toString(value));
    }
}
