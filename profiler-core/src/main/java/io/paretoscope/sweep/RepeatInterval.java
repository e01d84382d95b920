package io.paretoscope.sweep;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/** Where a mean over repeats lies: Student's t over the means of the repeats, which unlike samples of one repeat are independent. */
final class RepeatInterval {
    /** Two repeats give an interval that says nothing (R13). */
    private static final int LEAST_REPEATS = 3;
    private static final double UPPER_TAIL = 0.975;

    private RepeatInterval() {}

    /** The 95 % interval of the mean of {@code dividends[i] / divisors[i]}; empty for fewer than three. */
    static Optional<Interval> ofRatios(double[] dividends, double[] divisors) {
        double[] means = new double[dividends.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = dividends[i] / divisors[i];
        }
        return ofMeans(means);
    }

    /** mean ± t(0.975, n − 1) s / √n; empty for n under three. */
    static Optional<Interval> ofMeans(double... means) {
        int n = means.length;
        if (n < LEAST_REPEATS) {
            return Optional.empty();
        }
        double mean = Arrays.stream(means).average().orElseThrow();
        double squares = Arrays.stream(means).map(value -> (value - mean) * (value - mean)).sum();
        double half = TDistribution.of(n - 1.0).inverseCumulativeProbability(UPPER_TAIL)
                * Math.sqrt(squares / (n - 1)) / Math.sqrt(n);
        return Optional.of(new Interval(mean - half, mean + half, n));
    }
}
