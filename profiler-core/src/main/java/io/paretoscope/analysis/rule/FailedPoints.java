package io.paretoscope.analysis.rule;

import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import java.util.List;

/** Points that were tried and gave no numbers. */
final class FailedPoints {
    static final Rule RULE = new Rule("failed-points", "Points failed",
            "points that were tried and gave no numbers",
            Scale.toWarning(Scale.Unit.COUNT, 1, 1),
            "A configuration that cannot run is no choice, unless what stopped it can be mended. Points that were skipped for lack of memory do "
                    + "not count here.",
            FailedPoints::check);

    private FailedPoints() {}

    private static List<Finding> check(RunEvidence run) {
        List<PointResult> failed = run.results()
                .stream()
                .filter(result -> result.outcome() instanceof PointOutcome.Failed)
                .toList();
        if (failed.isEmpty()) {
            return List.of(RULE.ok(Rule.RUN, "none of " + Words.count(run.results().size(), "finished point")));
        }
        Point first = failed.getFirst().point();
        String reason = ((PointOutcome.Failed) failed.getFirst().outcome()).reason();
        return List.of(RULE.judged(Rule.RUN, failed.size(), failed.stream().map(PointResult::point).toList(),
                failed.size() + " of " + Words.count(run.results().size(), "finished point") + "; " + first.label()
                        + ": "
                        + reason,
                first.placement().alone()
                        ? Remedy.of("Mend what the reason says, and measure that point again.",
                                SweepLine.of(first, List.of(first.batch())))
                        : Remedy.of("Mend what the reason says, and measure these points again.")));
    }
}
