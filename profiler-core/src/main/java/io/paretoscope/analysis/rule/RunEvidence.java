package io.paretoscope.analysis.rule;

import io.paretoscope.analysis.Candidate;
import io.paretoscope.analysis.Roofline;
import io.paretoscope.selftest.SelfTestJson;
import io.paretoscope.selftest.SelfTestSummary;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.SweepPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A run as rules look at it. */
final class RunEvidence {
    private final SweepPlan plan;
    private final List<PointResult> results;
    private final Knowledge<SelfTestSummary> selfTest;
    private final Knowledge<Roofline> roofline;
    private final DeviceLimits limits;
    private final List<Series> series;

    private RunEvidence(SweepPlan plan, Conditions conditions, List<PointResult> results,
            Knowledge<SelfTestSummary> selfTest) {
        this.plan = plan;
        this.results = List.copyOf(results);
        this.selfTest = selfTest;
        this.roofline = roofline(plan, this.results, selfTest);
        this.limits = DeviceLimits.of(conditions);
        this.series = series(this.results);
    }

    /**
     * Of a run.
     *
     * @param selfTest the self-test that went with it, as JSON
     */
    static RunEvidence of(SweepPlan plan, Conditions conditions, List<PointResult> results,
            Optional<String> selfTest) {
        return new RunEvidence(plan, conditions, results, selfTest.map(RunEvidence::read)
                .orElseGet(() -> new Knowledge.Unknown<>("no self-test went with the run")));
    }

    private static Knowledge<SelfTestSummary> read(String json) {
        try {
            return new Knowledge.Known<>(SelfTestJson.read(json));
        } catch (IllegalArgumentException e) {
            return new Knowledge.Unknown<>(String.valueOf(e.getMessage()));
        }
    }

    private static Knowledge<Roofline> roofline(SweepPlan plan, List<PointResult> results,
            Knowledge<SelfTestSummary> selfTest) {
        return switch (selfTest) {
            case Knowledge.Unknown<SelfTestSummary>(String reason) -> new Knowledge.Unknown<>(reason);
            case Knowledge.Known<SelfTestSummary>(SelfTestSummary summary) -> Roofline.Ceilings
                    .of(summary, plan.precision())
                    .<Knowledge<Roofline>>map(ceilings -> new Knowledge.Known<>(Roofline.of(results, ceilings)))
                    .orElseGet(() -> new Knowledge.Unknown<>(summary.full()
                            ? "the run's self-test has not measured both ceilings in " + plan.precision()
                            : "the run's self-test is the short form, which measures no ceilings"));
        };
    }

    /** Points that differ in their batch alone, in the order of the run; groups of different models have no series. */
    private static List<Series> series(List<PointResult> results) {
        List<PointResult> equal = results.stream().filter(result -> !result.point().placement().mixed()).toList();
        List<Candidate> candidates = Candidate.of(equal);
        Map<String, List<PointResult>> byName = new LinkedHashMap<>();
        for (int i = 0; i < equal.size(); i++) {
            byName.computeIfAbsent(candidates.get(i).series(), _ -> new ArrayList<>()).add(equal.get(i));
        }
        return byName.entrySet().stream().map(entry -> new Series(entry.getKey(), entry.getValue())).toList();
    }

    SweepPlan plan() {
        return plan;
    }

    /** Every finished point. */
    List<PointResult> results() {
        return results;
    }

    /** Every point with numbers, whether they count or not. */
    List<MeasuredPoint> measured() {
        return MeasuredPoint.of(results).toList();
    }

    /** Every point whose numbers count. */
    List<MeasuredPoint> valid() {
        return MeasuredPoint.of(results).filter(MeasuredPoint::valid).toList();
    }

    List<Series> series() {
        return series;
    }

    /** Those of one engine; where a model was measured both with and without a service for replicas, the one without. */
    List<Series> engines() {
        return series.stream()
                .filter(one -> one.oneEngine() && (one.some().placement().alone() || series.stream()
                        .noneMatch(other -> other.some().placement().alone() && other.engine() == one.engine()
                                && other.some().model().equals(one.some().model()))))
                .toList();
    }

    Knowledge<SelfTestSummary> selfTest() {
        return selfTest;
    }

    Knowledge<Roofline> roofline() {
        return roofline;
    }

    DeviceLimits limits() {
        return limits;
    }
}
