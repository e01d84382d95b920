package io.paretoscope.analysis.rule;

import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * A point that has numbers.
 *
 * @param result the point
 * @param measured its outcome
 */
record MeasuredPoint(PointResult result, PointOutcome.Measured measured) {

    static Stream<MeasuredPoint> of(List<PointResult> results) {
        return results.stream()
                .filter(result -> result.outcome() instanceof PointOutcome.Measured)
                .map(result -> new MeasuredPoint(result, (PointOutcome.Measured) result.outcome()));
    }

    static List<Point> points(List<MeasuredPoint> measured) {
        return measured.stream().map(MeasuredPoint::point).toList();
    }

    Point point() {
        return result.point();
    }

    boolean valid() {
        return measured.verdict().kind() == Verdict.Kind.VALID;
    }

    Reading reading(Metric metric) {
        return measured.metrics().reading(metric);
    }

    OptionalDouble value(Metric metric) {
        return reading(metric).asDouble();
    }

    /** One metric over another; empty where one is lacking. */
    OptionalDouble ratio(Metric above, Metric below) {
        OptionalDouble dividend = value(above);
        OptionalDouble divisor = value(below);
        return dividend.isPresent() && divisor.isPresent() && divisor.getAsDouble() > 0
                ? OptionalDouble.of(dividend.getAsDouble() / divisor.getAsDouble())
                : OptionalDouble.empty();
    }

    /** Why none of {@code points} has {@code metric}; empty where one has. */
    static Optional<String> lack(List<MeasuredPoint> points, Metric metric) {
        if (points.isEmpty()) {
            return Optional.of("no point has numbers that count");
        }
        return points.stream().anyMatch(point -> point.value(metric).isPresent())
                ? Optional.empty()
                : points.stream()
                        .map(point -> point.reading(metric))
                        .filter(Reading.Unavailable.class::isInstance)
                        .map(reading -> "no " + metric.label() + ": " + ((Reading.Unavailable) reading).reason())
                        .findFirst();
    }
}
