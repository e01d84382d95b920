package io.paretoscope.analysis.rule;

import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.SweepPlan;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What all rules say of a run.
 *
 * @param judged what could be told, the highest score first, equal ones in the order of the rules
 * @param ignored what could not be told, in the order of the rules
 */
public record Findings(List<Finding.Judged> judged, List<Finding.Ignored> ignored) {

    /** Every rule, in the order of the page: what bounds a step, which batch, replicas, the device, the measurement. */
    public static final List<Rule> RULES = List.of(LaunchBound.RULE, KernelsAboveLeast.RULE, DramBound.RULE,
            ComputeBound.RULE, KvDominates.RULE, PrefillDominates.RULE, LongTail.RULE, PastTheKnee.RULE,
            StillRising.RULE, EnergyOptimum.RULE, MemoryUnused.RULE, ReplicasLose.RULE, ReplicasGain.RULE,
            UnevenReplicas.RULE, UtilisationMisleads.RULE, SlowPrecision.RULE, PowerCapped.RULE, ClocksDiffer.RULE,
            UntrustedPoints.INVALID, UntrustedPoints.UNSTABLE, FailedPoints.RULE, NoIntervals.RULE, WideIntervals.RULE,
            MemoryEstimateOff.RULE, NoEnergy.RULE, NoCeilings.RULE, SelfTestNotPassed.RULE);

    public Findings {
        judged = List.copyOf(judged);
        ignored = List.copyOf(ignored);
    }

    /**
     * Applies every rule to a run.
     *
     * @param plan what was to be measured
     * @param conditions under what it was
     * @param results its finished points
     * @param selfTest the self-test that went with it, as JSON
     */
    public static Findings of(SweepPlan plan, Conditions conditions, List<PointResult> results,
            Optional<String> selfTest) {
        RunEvidence run = RunEvidence.of(plan, conditions, results, selfTest);
        List<Finding> all = RULES.stream().flatMap(rule -> rule.apply(run).stream()).toList();
        return new Findings(
                all.stream()
                        .filter(Finding.Judged.class::isInstance)
                        .map(Finding.Judged.class::cast)
                        .sorted(Comparator.comparingInt(Finding.Judged::score).reversed())
                        .toList(),
                all.stream().filter(Finding.Ignored.class::isInstance).map(Finding.Ignored.class::cast).toList());
    }

    /** Those of that severity or a graver one. */
    public List<Finding.Judged> atLeast(Severity severity) {
        return judged.stream().filter(finding -> finding.severity().compareTo(severity) >= 0).toList();
    }
}
