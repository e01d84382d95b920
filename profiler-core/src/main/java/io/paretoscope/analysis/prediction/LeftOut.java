package io.paretoscope.analysis.prediction;

import io.paretoscope.sweep.Metric;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How a measured point is predicted without it: how well a model does is what it says of points that it has not seen.
 *
 * @param workload the point
 * @param metric mean ITL, TTFT or energy per token
 * @param measured what it was
 * @param predicted by a fit to all other points
 * @param otherSize by a fit to the points of all other models; empty where there are too few
 */
public record LeftOut(Workload workload, Metric metric, double measured, double predicted, OptionalDouble otherSize) {

    /** Predicted over measured, less 1. */
    public double error() {
        return predicted / measured - 1;
    }

    /** The same by the other models. */
    public OptionalDouble otherSizeError() {
        return otherSize.isPresent()
                ? OptionalDouble.of(otherSize.getAsDouble() / measured - 1)
                : OptionalDouble.empty();
    }

    /** The median of absolute {@link #error()}s; at least one. */
    public static double medianError(List<LeftOut> points) {
        return median(points.stream().map(point -> Math.abs(point.error())).sorted().toList());
    }

    /** The median of absolute {@link #otherSizeError()}s; empty where there are none. */
    public static OptionalDouble medianOtherSizeError(List<LeftOut> points) {
        List<Double> errors = points.stream()
                .map(LeftOut::otherSizeError)
                .filter(OptionalDouble::isPresent)
                .map(error -> Math.abs(error.getAsDouble()))
                .sorted()
                .toList();
        return errors.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(median(errors));
    }

    private static double median(List<Double> sorted) {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
