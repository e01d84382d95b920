package io.paretoscope.analysis.rule;

import java.util.Comparator;
import java.util.List;

/** Replicas that beat one engine with all of their sequences. */
final class ReplicasGain {
    static final Rule RULE = new Rule("replicas-gain", "Replicas bring more than one larger batch",
            "output throughput that replicas add to that of one engine with the same sequences, as a share, where the two "
                    + "are distinguishable",
            Scale.toInfo(Scale.Unit.SHARE, 0.05, 1),
            "One engine leaves a part of the device idle that a larger batch does not fill: between kernels, or while the "
                    + "host prepares the next step.",
            ReplicasGain::check);

    private ReplicasGain() {}

    private static List<Finding> check(RunEvidence run) {
        return ReplicaSeries.judge(RULE, run, (replicas, engine) -> engine.totalBatch() == replicas.totalBatch(),
                "the same sequences", ReplicasGain::judge);
    }

    private static double gain(ReplicaPair pair) {
        return pair.throughput().distinguishable() ? pair.throughput().ratio() - 1 : 0;
    }

    private static Finding judge(List<ReplicaPair> pairs) {
        ReplicaPair best = pairs.stream().max(Comparator.comparingDouble(ReplicasGain::gain)).orElseThrow();
        return RULE.judged(pairs.getFirst().series().name(), gain(best), pairs.stream()
                .filter(pair -> RULE.fires(gain(pair)))
                .map(pair -> pair.replicas().point())
                .toList(), best.evidence(),
                Remedy.of("Serve " + best.replicas().point().label()
                        + " where throughput counts and its latency and memory are within limits."));
    }
}
