package io.paretoscope.sweep;

import io.paretoscope.statistics.Repeatability;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Where a mean over repeats lies: Student's t over the means of the repeats, which unlike samples of one repeat are independent. */
final class RepeatInterval {
    private RepeatInterval() {}

    /** The 95 % interval of the mean of {@code dividends[i] / divisors[i]}; empty for fewer than three. */
    static Optional<Interval> ofRatios(double[] dividends, double[] divisors) {
        return ofMeans(IntStream.range(0, dividends.length).mapToDouble(i -> dividends[i] / divisors[i]).toArray());
    }

    /** The 95 % interval of the mean of the means; empty for fewer than three (R13). */
    static Optional<Interval> ofMeans(double... means) {
        if (means.length < Repeatability.FEWEST) {
            return Optional.empty();
        }
        List<Double> values = DoubleStream.of(means).boxed().toList();
        Repeatability of = Repeatability.of(values);
        return Optional.of(new Interval(of.mean() - of.halfWidth(), of.mean() + of.halfWidth(), of.n()));
    }
}
