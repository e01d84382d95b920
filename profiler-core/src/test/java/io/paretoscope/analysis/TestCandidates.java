package io.paretoscope.analysis;

import io.paretoscope.sweep.Interval;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.Reading;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Candidates for tests. */
final class TestCandidates {
    private TestCandidates() {}

    /** One that counts and has those metrics. */
    static Candidate of(int batch, Map<Metric, Reading> readings) {
        return new Candidate("batch " + batch, "series", batch, 1, new PointMetrics(readings), Optional.empty());
    }

    /** One of that throughput. */
    static Candidate of(int batch, double tokensPerSecond) {
        return of(batch, Map.of(Metric.OUTPUT_THROUGHPUT, exactly(tokensPerSecond)));
    }

    /** One that was not tried. */
    static Candidate skipped(int batch, String reason) {
        return without(batch, Candidate.Obstacle.Kind.SKIPPED, reason);
    }

    /** One that does not count. */
    static Candidate without(int batch, Candidate.Obstacle.Kind kind, String reason) {
        return new Candidate("batch " + batch, "series", batch, 1, PointMetrics.unavailable(reason),
                Optional.of(new Candidate.Obstacle(kind, reason)));
    }

    /** A value without an interval. */
    static Reading exactly(double value) {
        return new Reading.Value(value, 3);
    }

    /** A value with an interval. */
    static Reading within(double low, double value, double high) {
        return new Reading.Value(value, 3, Optional.of(new Interval(low, high, 3)), Optional.empty());
    }

    /** The same candidate with one more metric. */
    static Candidate with(Candidate candidate, Metric metric, Reading reading) {
        Map<Metric, Reading> readings = new EnumMap<>(Metric.class);
        readings.putAll(candidate.metrics().readings());
        readings.put(metric, reading);
        return of(candidate.batch(), readings);
    }
}
