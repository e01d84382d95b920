package io.paretoscope.cli;

import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.Verdict;

/** A finished point in one line. */
final class PointLine {
    private PointLine() {}

    static String of(PointResult result) {
        return point(result.point()) + result.decodedBy().markOn(result.point().device()) + ": "
                + switch (result.outcome()) {
                    case PointOutcome.Measured measured -> metrics(measured.metrics()) + verdict(measured.verdict());
                    case PointOutcome.Failed failed -> "failed: " + failed.reason();
                    case PointOutcome.Skipped skipped -> "skipped: " + skipped.reason();
                };
    }

    private static String point(Point point) {
        return point.placement().mixed()
                ? point.modelLabel() + ", " + point.placement().mode()
                : point.modelLabel() + ", batch " + point.batch()
                        + (point.placement().alone() ? "" : ", " + point.placement().label());
    }

    private static String metrics(PointMetrics metrics) {
        return reading(metrics, Metric.OUTPUT_THROUGHPUT) + " output, TTFT " + reading(metrics, Metric.TTFT_MEDIAN)
                + ", ITL " + reading(metrics, Metric.ITL_MEDIAN)
                + (metrics.reading(Metric.ENERGY_PER_TOKEN) instanceof Reading.Value
                        ? ", " + reading(metrics, Metric.ENERGY_PER_TOKEN)
                        : "");
    }

    /** Nothing where the point is valid; else the verdict with the gravest finding, which comes first. */
    private static String verdict(Verdict verdict) {
        return verdict.kind() == Verdict.Kind.VALID
                ? ""
                : "; " + verdict.kind().label() + ": " + verdict.findings().getFirst().cause().title();
    }

    private static String reading(PointMetrics metrics, Metric metric) {
        return switch (metrics.reading(metric)) {
            case Reading.Value value -> Quantity.number(value.value()) + " " + metric.unit();
            case Reading.Unavailable unavailable -> Quantity.UNKNOWN;
        };
    }
}
