package io.paretoscope.analysis.rule;

import io.paretoscope.statistics.Repeatability;
import java.util.List;

/** Runs with too few repeats for an interval. */
final class NoIntervals {
    static final Rule RULE = new Rule("no-intervals", "There are no intervals",
            "repeats that the plan lacks to the three of which an interval can be computed",
            Scale.toInfo(Scale.Unit.COUNT, 1, 2),
            "Without an interval nothing tells whether two points differ, so comparisons of replicas and energies stay undecided and the front "
                    + "and the knee take every number for exact.",
            NoIntervals::check);

    private NoIntervals() {}

    private static List<Finding> check(RunEvidence run) {
        List<MeasuredPoint> measured = run.measured();
        if (measured.isEmpty()) {
            return List.of(RULE.ignored(Rule.RUN, "no point was measured"));
        }
        int repeats = run.plan().repeats();
        return List.of(RULE.judged(Rule.RUN, Repeatability.FEWEST - repeats, MeasuredPoint.points(measured),
                Words.count(repeats, "repeat") + " of each point",
                remedy(run.series())));
    }

    private static Remedy remedy(List<Series> series) {
        String action = "Measure with three repeats or more.";
        return series.isEmpty()
                ? Remedy.of(action)
                : Remedy.of(action, SweepLine.of(series.getFirst().some(), series.getFirst().batches(),
                        "--repeats " + Repeatability.FEWEST));
    }
}
