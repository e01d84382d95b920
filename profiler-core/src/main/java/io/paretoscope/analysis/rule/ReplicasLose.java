package io.paretoscope.analysis.rule;

import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.sweep.Point;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Replicas that one engine with no more sequences beats. */
final class ReplicasLose {
    static final Rule RULE = new Rule("replica-mode-loses", "Replicas lose against one larger batch",
            "output throughput that replicas lack to the best single engine with as many sequences on the device or fewer, as a share, where "
                    + "the two are distinguishable",
            Scale.toWarning(Scale.Unit.SHARE, 0.02, 0.15),
            "Each replica reads the weights for its own few sequences, and where they take turns none of them is any faster for the other. One "
                    + "engine with all of the sequences reads them once.",
            ReplicasLose::check);

    private ReplicasLose() {}

    private static List<Finding> check(RunEvidence run) {
        return ReplicaSeries.judge(RULE, run, (replicas, engine) -> engine.totalBatch() <= replicas.totalBatch(),
                "as many sequences or fewer", ReplicasLose::judge);
    }

    private static Finding judge(List<ReplicaPair> pairs) {
        List<ReplicaPair> losing = pairs.stream().filter(pair -> RULE.fires(loss(pair))).toList();
        ReplicaPair worst = pairs.stream().max(Comparator.comparingDouble(ReplicasLose::loss)).orElseThrow();
        return RULE.judged(pairs.getFirst().series().name(), loss(worst),
                losing.stream().map(pair -> pair.replicas().point()).toList(), worst.evidence(), remedy(worst));
    }

    private static double loss(ReplicaPair pair) {
        return pair.throughput().distinguishable() ? 1 - pair.throughput().ratio() : 0;
    }

    private static Remedy remedy(ReplicaPair worst) {
        Point point = worst.replicas().point();
        String serve = String.format(Locale.ROOT, "Serve one engine at batch %,d instead.",
                worst.engine().point().batch());
        boolean inTurns = point.placement().mode() == ReplicaMode.PROCESSES && !point.device().isCpu();
        return inTurns
                ? Remedy.of(serve + " Where there must be several processes, let them run at once under MPS.",
                        SweepLine.replicas(point, point.batch(), "1," + point.placement().replicas()))
                : Remedy.of(serve);
    }
}
