package io.paretoscope.cli;

import io.paretoscope.sweep.Metric;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The most that a metric may be, as one option value such as {@code itl_median_ms=20}.
 *
 * @param metric which
 * @param most in its unit
 */
record MetricLimit(Metric metric, double most) {

    /** Parses an option's value. */
    static final class Converter implements ITypeConverter<MetricLimit> {
        @Override
        public MetricLimit convert(String value) {
            int equals = value.indexOf('=');
            try {
                if (equals < 0) {
                    throw new IllegalArgumentException("'" + value
                            + "' is no limit; expected METRIC=VALUE, such as itl_median_ms=20");
                }
                return new MetricLimit(MetricNames.parse(value.substring(0, equals).strip()), number(value, equals));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }

        private static double number(String value, int equals) {
            try {
                return Double.parseDouble(value.substring(equals + 1).strip());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'" + value + "' has no number behind the =", e);
            }
        }
    }
}
