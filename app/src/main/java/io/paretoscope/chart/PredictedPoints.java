package io.paretoscope.chart;

import io.paretoscope.analysis.Candidate;
import io.paretoscope.analysis.prediction.Basis;
import io.paretoscope.analysis.prediction.Card;
import io.paretoscope.analysis.prediction.Estimate;
import io.paretoscope.analysis.prediction.Observation;
import io.paretoscope.analysis.prediction.Prediction;
import io.paretoscope.analysis.prediction.StepModel;
import io.paretoscope.analysis.prediction.Workload;
import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.replica.Placement;
import io.paretoscope.sweep.Interval;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.SweepPlan;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a fit to the points of a run says between, and one doubling beyond, its batches.
 *
 * @param source the predicted points; none where nothing can be predicted
 * @param obstacles why of some, or all, engines nothing is predicted
 */
public record PredictedPoints(ChartSource source, List<String> obstacles) {

    public PredictedPoints {
        obstacles = List.copyOf(obstacles);
    }

    /** Fitted to those of {@code results} that are valid, for each engine by itself. Takes a while: keep it off the screen's thread. */
    public static PredictedPoints of(String run, SweepPlan plan, List<PointResult> results) {
        Map<EngineKind, List<Observation>> engines = Observation.of(results)
                .stream()
                .collect(Collectors.groupingBy(Observation::engine, () -> new EnumMap<>(EngineKind.class),
                        Collectors.toList()));
        List<ChartPoint> points = new ArrayList<>();
        List<String> obstacles = new ArrayList<>();
        if (engines.isEmpty()) {
            obstacles.add("no valid point of one engine alone on its device");
        }
        engines.forEach((engine, observations) -> {
            switch (StepModel.of(observations)) {
                case StepModel.Fit.Fitted(StepModel model) -> points.addAll(points(plan, engine, model));
                case StepModel.Fit.Unavailable(String reason) -> obstacles.add(reason);
            }
        });
        return new PredictedPoints(new ChartSource(run, ChartSource.Role.PREDICTED, List.of(), points), obstacles);
    }

    private static List<ChartPoint> points(SweepPlan plan, EngineKind engine, StepModel model) {
        List<ChartPoint> points = new ArrayList<>();
        for (ModelSource source : plan.models()) {
            for (int batch : batches(plan)) {
                Point point = new Point(0, source, batch, plan.promptTokens(), plan.outputTokens(), plan.precision(),
                        plan.device(), engine, Placement.ALONE);
                points.add(predicted(point, engine, model.predict(new Workload(source.config(), plan.precision(),
                        batch, plan.promptTokens(), plan.outputTokens()), Card.SAME)));
            }
        }
        return points;
    }

    /** Those of the plan, halfway between each two by ratio, and twice the largest. */
    private static TreeSet<Integer> batches(SweepPlan plan) {
        TreeSet<Integer> measured = new TreeSet<>(plan.batchSizes());
        TreeSet<Integer> all = new TreeSet<>(measured);
        for (int batch : measured) {
            Integer next = measured.higher(batch);
            all.add(next == null ? 2 * batch : (int) Math.round(Math.sqrt((double) batch * next)));
        }
        return all;
    }

    private static ChartPoint predicted(Point point, EngineKind engine, Prediction prediction) {
        Map<Metric, Reading> readings = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            readings.put(metric, switch (prediction.of(metric)) {
                case Estimate.Value(double value, double low, double high) ->
                    new Reading.Value(value, 0, Optional.of(new Interval(low, high, 0)), Optional.of("a fit"));
                case Estimate.Unavailable(String reason) -> new Reading.Unavailable(reason);
            });
        }
        Candidate candidate = new Candidate(point.label(), point.modelLabel(), point.totalBatch(), 1,
                new PointMetrics(readings), Optional.empty());
        ChartPoint like = ChartPoint.of(point, engine, candidate, Optional.empty());
        return new ChartPoint(candidate, like.title(), like.series(), like.setting(), like.parameters(), like.batch(),
                like.onGpu(), Optional.empty(), OptionalInt.empty(),
                "predicted, not measured (" + prediction.basis()
                        .stream()
                        .map(Basis::label)
                        .collect(
                                Collectors.joining(", "))
                        + "); " + like.conditions());
    }
}
