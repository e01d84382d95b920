package io.paretoscope.chart;

import io.paretoscope.sweep.Interval;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.Optional;

/**
 * How people read metrics: in a unit of handy size and with as many digits as tell something. Files keep the metric's own
 * unit.
 */
public final class MetricDisplay {
    private static final double BYTES_PER_GIB = 1L << 30;
    private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);

    private MetricDisplay() {}

    /** The unit on the screen. */
    public static String unit(Metric metric) {
        return isBytes(metric) ? "GiB" : metric.unit();
    }

    /** Name and unit, for axes and column headers: {@code ITL median (ms)}. */
    public static String title(Metric metric) {
        return metric.label() + " (" + unit(metric) + ")";
    }

    /** {@code value} of the metric's own unit in the unit on the screen. */
    public static double scaled(Metric metric, double value) {
        return isBytes(metric) ? value / BYTES_PER_GIB : value;
    }

    /** The same of a reading and its interval. */
    public static Reading scaled(Metric metric, Reading reading) {
        return switch (reading) {
            case Reading.Value(double value, int n, Optional<Interval> interval, Optional<String> source) ->
                new Reading.Value(scaled(metric, value), n, interval.map(
                        ends -> new Interval(scaled(metric, ends.low()), scaled(metric, ends.high()), ends.runs())),
                        source);
            case Reading.Unavailable none -> none;
        };
    }

    /** The value on the screen without its unit, to four significant digits, or {@code n/a}. */
    public static String text(Metric metric, Reading reading) {
        return switch (reading) {
            case Reading.Value value -> number(scaled(metric, value.value()));
            case Reading.Unavailable none -> "n/a";
        };
    }

    /** Where a reading comes from: value, unit, number of samples, interval and source, or why there is none. */
    public static String explanation(Metric metric, Reading reading) {
        return explanation(unit(metric), scaled(metric, reading));
    }

    /** The same of a reading that is in {@code unit} already. */
    static String explanation(String unit, Reading reading) {
        return switch (reading) {
            case Reading.Value value -> number(value.value()) + " " + unit + " ("
                    + (value.n() == 0 ? "no sample" : "n = " + value.n())
                    + value.interval()
                            .map(ends -> ", 95 % interval " + number(ends.low()) + " to " + number(ends.high()))
                            .orElse("")
                    + value.source().map(source -> ", from " + source).orElse("") + ")";
            case Reading.Unavailable none -> "n/a: " + none.reason();
        };
    }

    /** Four significant digits, whole numbers in full with thousands set apart: {@code 0.01235}, {@code 12.35}, {@code 123,457}. */
    public static String number(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        BigDecimal rounded = new BigDecimal(value).round(FOUR_DIGITS);
        int wholeDigits = rounded.precision() - rounded.scale();
        int decimals = value == 0 ? 0 : Math.max(0, FOUR_DIGITS.getPrecision() - wholeDigits);
        DecimalFormat format = new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT));
        format.setMinimumFractionDigits(decimals);
        format.setMaximumFractionDigits(decimals);
        return format.format(Math.abs(value) >= 1000 ? Math.rint(value) : rounded.doubleValue());
    }

    /** As many digits as it has, at most four: {@code 0.5}, {@code 20}, {@code 5,000}. */
    static String plain(double value) {
        DecimalFormat format = new DecimalFormat("#,##0.######", DecimalFormatSymbols.getInstance(Locale.ROOT));
        return format.format(new BigDecimal(value).round(FOUR_DIGITS).doubleValue());
    }

    private static boolean isBytes(Metric metric) {
        return metric.unit().equals("bytes");
    }
}
