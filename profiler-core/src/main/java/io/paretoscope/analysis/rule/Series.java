package io.paretoscope.analysis.rule;

import io.paretoscope.analysis.Candidate;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointResult;
import java.util.Comparator;
import java.util.List;

/**
 * Points of one model, placement and kind of engine, which differ in their batch alone.
 *
 * @param name as candidates have it
 * @param results in the order of the run; at least one
 */
record Series(String name, List<PointResult> results) {
    Series {
        results = List.copyOf(results);
    }

    /** The same as choices. */
    List<Candidate> candidates() {
        return Candidate.of(results);
    }

    /** Points whose numbers count, by batch. */
    List<MeasuredPoint> valid() {
        return MeasuredPoint.of(results)
                .filter(MeasuredPoint::valid)
                .sorted(Comparator.comparingInt(point -> point.point().batch()))
                .toList();
    }

    /** Every batch that was tried. */
    List<Integer> batches() {
        return results.stream().map(result -> result.point().batch()).toList();
    }

    /** One of its points, for what they have in common. */
    Point some() {
        return results.getFirst().point();
    }

    /** The kind of engine that decoded all of them. */
    EngineKind engine() {
        return results.getFirst().decodedBy();
    }

    /** Whether one engine has the device for itself. */
    boolean oneEngine() {
        return some().placement().total() == 1;
    }

    /** The measured point of a candidate of this series. */
    MeasuredPoint point(Candidate candidate) {
        return MeasuredPoint.of(results)
                .filter(measured -> measured.point().totalBatch() == candidate.batch())
                .findFirst()
                .orElseThrow();
    }
}
