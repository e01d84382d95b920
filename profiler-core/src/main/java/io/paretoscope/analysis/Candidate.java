package io.paretoscope.analysis;

import io.paretoscope.foreign.ForeignPoint;
import io.paretoscope.foreign.ForeignRun;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A way of serving that was tried, as a choice among others: measured here, or elsewhere and imported.
 *
 * @param label how it is called, such as {@code opt-125m, batch 4}
 * @param series what it has in common with those that differ from it in their batch alone: model, replicas, and the kind of engine that
 *     decoded where that is not the device's own
 * @param batch sequences on the device at once, of all replicas
 * @param replicas how many engines shared the device
 * @param metrics what is known of it
 * @param obstacle why its numbers do not count; empty where they do
 */
public record Candidate(String label, String series, int batch, int replicas, PointMetrics metrics,
        Optional<Obstacle> obstacle) {

    /**
     * Why a candidate's numbers do not count.
     *
     * @param kind what happened
     * @param reason in words
     */
    public record Obstacle(Kind kind, String reason) {
        /** What happened. */
        public enum Kind {
            /** It was not tried. Among points of one series, of which others ran, that is for lack of memory. */
            SKIPPED,
            /** It was tried and gave no numbers. */
            FAILED,
            /** Its numbers cannot be trusted. */
            NOT_VALID
        }
    }

    /** What is known of {@code metric}. */
    public Reading reading(Metric metric) {
        return metrics.reading(metric);
    }

    /** Whether its numbers count. */
    public boolean counts() {
        return obstacle.isEmpty();
    }

    /** Every point of a run, in its order. Only valid points count (R26). */
    public static List<Candidate> of(List<PointResult> results) {
        return results.stream().map(result -> of(result, result.decodedBy().markOn(result.point().device()))).toList();
    }

    /**
     * The same for a comparison with other runs: where one kind of engine decoded all points, no series tells which, so that they
     * are compared with those of another.
     */
    public static List<Candidate> comparable(List<PointResult> results) {
        return results.stream().map(PointResult::decodedBy).distinct().count() > 1
                ? of(results)
                : results.stream().map(result -> of(result, "")).toList();
    }

    /**
     * The points of others that have a batch, in the order of their file. They have no verdict, and count as far as their file can
     * be trusted.
     */
    public static List<Candidate> of(ForeignRun run) {
        return run.points()
                .stream()
                .filter(point -> point.batch().isPresent())
                .map(point -> new Candidate(point.label(), point.series(), point.batch().getAsInt(), point.replicas(),
                        metrics(point), Optional.empty()))
                .toList();
    }

    /** What a file tells of a point, and that it does not tell the rest. */
    static PointMetrics metrics(ForeignPoint point) {
        return new PointMetrics(
                Arrays.stream(Metric.values()).collect(Collectors.toMap(Function.identity(), point::reading)));
    }

    private static Candidate of(PointResult result, String engine) {
        Point point = result.point();
        String series = point.modelLabel() + (point.placement().alone() ? "" : ", " + point.placement().label())
                + engine;
        return switch (result.outcome()) {
            case PointOutcome.Measured measured -> new Candidate(point.label(), series, point.totalBatch(),
                    point.placement().total(), measured.metrics(), obstacle(measured.verdict()));
            case PointOutcome.Failed(String reason) -> without(point, series,
                    new Obstacle(Obstacle.Kind.FAILED, "failed: " + reason));
            case PointOutcome.Skipped(String reason) -> without(point, series,
                    new Obstacle(Obstacle.Kind.SKIPPED, "skipped: " + reason));
        };
    }

    private static Candidate without(Point point, String series, Obstacle obstacle) {
        return new Candidate(point.label(), series, point.totalBatch(), point.placement().total(),
                PointMetrics.unavailable(obstacle.reason()), Optional.of(obstacle));
    }

    private static Optional<Obstacle> obstacle(Verdict verdict) {
        return verdict.kind() == Verdict.Kind.VALID
                ? Optional.empty()
                : Optional.of(new Obstacle(Obstacle.Kind.NOT_VALID,
                        verdict.kind().label() + ": " + verdict.findings().getFirst().cause().title()));
    }
}
