package io.paretoscope.chart;

import io.paretoscope.analysis.Candidate;
import io.paretoscope.foreign.ForeignPoint;
import io.paretoscope.store.StoredForeignRun;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.SweepPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where curves of a chart come from: a run, or a prediction.
 *
 * @param name how legends name it, such as {@code run 7}
 * @param role what it is in the chart
 * @param planned every point that it is to have, in the order of its plan, so that series keep their colours while points land
 * @param points those that it has
 */
public record ChartSource(String name, Role role, List<ChartPoint> planned, List<ChartPoint> points) {

    /** What a source is in a chart. */
    public enum Role {
        /** The run that the chart is about. */
        SHOWN(""),
        /** Another run of this store. */
        OVERLAID(""),
        /** The run that others are held against. */
        BASELINE("baseline, "),
        /** A run of others. */
        IMPORTED("imported "),
        /** What a fit says of points that were not measured. */
        PREDICTED("predicted");

        private final String prefix;

        Role(String prefix) {
            this.prefix = prefix;
        }
    }

    public ChartSource {
        planned = List.copyOf(planned);
        points = List.copyOf(points);
    }

    /** The run that the chart is about. */
    public static ChartSource shown(String name, SweepPlan plan, List<PointResult> results) {
        return new ChartSource(name, Role.SHOWN, planned(plan), points(results));
    }

    /** Another run of this store, as a baseline or not. */
    public static ChartSource overlaid(StoredRun run, boolean baseline) {
        return new ChartSource("run " + run.summary().id(), baseline ? Role.BASELINE : Role.OVERLAID, List.of(),
                points(run.results()));
    }

    /** A run of others; points without a batch are left out. */
    public static ChartSource imported(StoredForeignRun run) {
        List<ForeignPoint> batched = run.run()
                .points()
                .stream()
                .filter(point -> point.batch().isPresent())
                .toList();
        List<Candidate> candidates = Candidate.of(run.run());
        List<ChartPoint> points = new ArrayList<>();
        for (int i = 0; i < batched.size(); i++) {
            points.add(ChartPoint.of(batched.get(i), candidates.get(i)));
        }
        return new ChartSource(run.name(), Role.IMPORTED, List.of(), points);
    }

    /** The same as the run that others are held against, or not; a run of others stays what it is. */
    public ChartSource asBaseline(boolean baseline) {
        return switch (role) {
            case OVERLAID, BASELINE ->
                new ChartSource(name, baseline ? Role.BASELINE : Role.OVERLAID, planned, points);
            case SHOWN, IMPORTED, PREDICTED -> this;
        };
    }

    static List<ChartPoint> points(List<PointResult> results) {
        List<Candidate> candidates = Candidate.of(results);
        List<ChartPoint> points = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            points.add(ChartPoint.of(results.get(i), candidates.get(i)));
        }
        return points;
    }

    private static List<ChartPoint> planned(SweepPlan plan) {
        return plan.points().stream().map(ChartSource::pending).toList();
    }

    private static ChartPoint pending(Point point) {
        Candidate none = new Candidate(point.label(), point.modelLabel(), point.totalBatch(),
                point.placement().total(), PointMetrics.unavailable("not measured yet"), Optional.empty());
        return ChartPoint.of(point, point.engine(), none, Optional.empty());
    }

    /** How a legend names one of its series. */
    String legend(String series, boolean alone) {
        return switch (role) {
            case SHOWN, OVERLAID -> alone ? series : name + ": " + series;
            case BASELINE, IMPORTED -> role.prefix + name + ": " + series;
            case PREDICTED -> role.prefix + ": " + series;
        };
    }
}
