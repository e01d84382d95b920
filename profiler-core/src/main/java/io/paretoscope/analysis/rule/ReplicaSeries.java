package io.paretoscope.analysis.rule;

import io.paretoscope.analysis.Gain;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Replicas of one model against one engine of it. */
final class ReplicaSeries {
    private ReplicaSeries() {}

    /**
     * What a rule says of every series with several replicas.
     *
     * @param comparable whether one engine (the second) is what replicas (the first) are to be compared with
     * @param who those engines in words
     * @param each of one that has at least one pair
     */
    static List<Finding> judge(Rule rule, RunEvidence run, BiPredicate<Point, Point> comparable, String who,
            Function<List<ReplicaPair>, Finding> each) {
        List<Series> several = run.series().stream().filter(series -> series.some().placement().total() > 1).toList();
        if (several.isEmpty()) {
            return List.of(rule.ignored(Rule.RUN,
                    "no replicas were measured; 'paretoscope sweep --replicas 1,2,4' does"));
        }
        return several.stream().map(series -> switch (pairs(series, run, comparable, who)) {
            case Knowledge.Unknown<List<ReplicaPair>>(String reason) -> rule.ignored(series.name(), reason);
            case Knowledge.Known<List<ReplicaPair>>(List<ReplicaPair> pairs) -> each.apply(pairs);
        }).toList();
    }

    private static Knowledge<List<ReplicaPair>> pairs(Series series, RunEvidence run,
            BiPredicate<Point, Point> comparable, String who) {
        List<ReplicaPair> pairs = new ArrayList<>();
        String lacking = "no point has numbers that count";
        for (MeasuredPoint point : series.valid()) {
            Optional<MeasuredPoint> engine = bestEngine(run, point, comparable);
            if (engine.isEmpty()) {
                lacking = "no single engine with " + who + " has numbers that count";
            } else if (Gain.of(Metric.OUTPUT_THROUGHPUT, point.measured().metrics(),
                    engine.get().measured().metrics()) instanceof Gain.Ratio ratio && ratio.range().isPresent()) {
                pairs.add(new ReplicaPair(series, point, engine.get(), ratio));
            } else {
                lacking = "throughputs have no intervals, which take three repeats";
            }
        }
        return pairs.isEmpty() ? new Knowledge.Unknown<>(lacking) : new Knowledge.Known<>(pairs);
    }

    /** The most throughput of one engine of the same kind and model. */
    private static Optional<MeasuredPoint> bestEngine(RunEvidence run, MeasuredPoint replicas,
            BiPredicate<Point, Point> comparable) {
        return run.valid()
                .stream()
                .filter(point -> point.point().placement().total() == 1
                        && point.point().model().equals(replicas.point().model())
                        && point.result().decodedBy() == replicas.result().decodedBy()
                        && comparable.test(replicas.point(), point.point())
                        && point.value(Metric.OUTPUT_THROUGHPUT).isPresent())
                .max(Comparator.comparingDouble(point -> point.value(Metric.OUTPUT_THROUGHPUT).orElseThrow()));
    }
}
