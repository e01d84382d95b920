package io.paretoscope.statistics;

import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How much the same measurement differs from itself.
 *
 * @param n measurements, at least three: of two, an interval says nothing (R13)
 * @param mean their mean
 * @param deviation their standard deviation, with n − 1 as the divisor
 * @param halfWidth of the interval in which the mean lies with 95 % confidence: t(0.975, n − 1) · deviation / √n
 */
public record Repeatability(int n, double mean, double deviation, double halfWidth) {

    /** The fewest measurements. */
    public static final int FEWEST = 3;

    private static final double UPPER_TAIL = 0.975;

    /** Of these measurements. */
    public static Repeatability of(List<Double> values) {
        int n = values.size();
        if (n < FEWEST) {
            throw new IllegalArgumentException(n + " measurements: at least " + FEWEST);
        }
        double mean = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
        double deviation = Math.sqrt(squares / (n - 1));
        double t = TDistribution.of(n - 1.0).inverseCumulativeProbability(UPPER_TAIL);
        return new Repeatability(n, mean, deviation, t * deviation / Math.sqrt(n));
    }

    /** Coefficient of variation: deviation divided by mean. */
    public double variation() {
        return deviation / mean;
    }
}
