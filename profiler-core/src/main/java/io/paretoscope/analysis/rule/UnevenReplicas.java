package io.paretoscope.analysis.rule;

import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Point;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/** Equal replicas that are not equally fast. */
final class UnevenReplicas {
    static final Rule RULE = new Rule("replicas-uneven", "Equal replicas are not equally fast",
            "1 less fairness, the slowest replica's output over the fastest's, at the point where it is largest; points count whatever their "
                    + "verdict",
            Scale.toWarning(Scale.Unit.SHARE, 0.1, 0.25),
            "Requests that land on the slow replica wait longer than the numbers of the whole device say. Mostly the host is the cause: cores "
                    + "that two replicas share, or memory far from the cores.",
            UnevenReplicas::check);

    private UnevenReplicas() {}

    private static List<Finding> check(RunEvidence run) {
        List<MeasuredPoint> known = run.measured()
                .stream()
                .filter(point -> point.value(Metric.FAIRNESS).isPresent())
                .toList();
        if (known.isEmpty()) {
            return List.of(RULE.ignored(Rule.RUN, "no point has two equal replicas"));
        }
        MeasuredPoint worst = known.stream().max(Comparator.comparingDouble(UnevenReplicas::lacking)).orElseThrow();
        Point point = worst.point();
        return List.of(RULE.judged(Rule.RUN, lacking(worst),
                MeasuredPoint.points(known.stream().filter(one -> RULE.fires(lacking(one))).toList()),
                point.label() + ": the slowest replica has " + Words.percent(1 - lacking(worst))
                        + " of the fastest one's output" + tail(worst),
                run.plan().replication().pinned()
                        ? Remedy.of(
                                "Look at each replica's throughput and cores in the JSON export (replica_metrics). Close what else runs on "
                                        + "the host, or run no more replicas than it has cores to spare.")
                        : Remedy.of("Give each replica cores of its own: leave out --no-pinning.")));
    }

    private static double lacking(MeasuredPoint point) {
        return 1 - point.value(Metric.FAIRNESS).orElseThrow();
    }

    private static String tail(MeasuredPoint point) {
        OptionalDouble p99 = point.value(Metric.ITL_P99);
        return p99.isPresent() ? "; ITL p99 of all is " + Words.number(p99.getAsDouble()) + " ms" : "";
    }
}
