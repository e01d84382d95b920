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
        return new Repeatability(n, mean, deviation, t(n) * deviation / Math.sqrt(n));
    }

    /**
     * How many measurements would narrow an interval, if they went on to vary as the first ones do.
     *
     * @param n measurements that gave the interval, at least three
     * @param halfWidth of that interval
     * @param wanted half-width, in the same unit, above 0
     * @return the fewest; {@code most} where that many would not do
     */
    public static int needed(int n, double halfWidth, double wanted, int most) {
        double deviation = halfWidth * Math.sqrt(n) / t(n);
        int needed = FEWEST;
        while (needed < most && t(needed) * deviation / Math.sqrt(needed) > wanted) {
            needed++;
        }
        return needed;
    }

    private static double t(int n) {
        return TDistribution.of(n - 1.0).inverseCumulativeProbability(UPPER_TAIL);
    }

    /** Coefficient of variation: deviation divided by mean. */
    public double variation() {
        return deviation / mean;
    }
}
