package io.paretoscope.analysis.rule;

import io.paretoscope.sweep.Cause;
import io.paretoscope.sweep.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Points whose verdict speaks against them, cause by cause. */
final class UntrustedPoints {
    static final Rule INVALID = new Rule("invalid-points", "Points are INVALID",
            "points that one cause makes INVALID",
            Scale.toWarning(Scale.Unit.COUNT, 1, 1),
            "Their numbers are not what they are called. They are left out of fronts, knees and advice.",
            run -> check(UntrustedPoints.INVALID, run, Cause.Gravity.INVALID));
    static final Rule UNSTABLE = new Rule("unstable-points", "Points are UNSTABLE",
            "points that one cause makes UNSTABLE, as a share of the measured points",
            Scale.toWarning(Scale.Unit.SHARE, 0.01, 0.5),
            "They are what was measured, but another measurement may well differ. They are left out of fronts, knees and advice.",
            run -> check(UntrustedPoints.UNSTABLE, run, Cause.Gravity.UNSTABLE));

    private UntrustedPoints() {}

    private static List<Finding> check(Rule rule, RunEvidence run, Cause.Gravity gravity) {
        List<MeasuredPoint> all = run.measured();
        if (all.isEmpty()) {
            return List.of(rule.ignored(Rule.RUN, "no point was measured"));
        }
        List<Finding> findings = new ArrayList<>();
        for (Cause cause : Arrays.stream(Cause.values()).filter(one -> one.gravity() == gravity).toList()) {
            List<MeasuredPoint> hit = all.stream().filter(point -> evidence(point, cause).isPresent()).toList();
            if (!hit.isEmpty()) {
                double value = rule.scale().unit() == Scale.Unit.SHARE
                        ? (double) hit.size() / all.size()
                        : hit.size();
                findings.add(rule.judged(Rule.RUN, value, MeasuredPoint.points(hit),
                        String.format(Locale.ROOT, "%s, %d of %s; %s: %s", cause.title(), hit.size(),
                                Words.count(all.size(), "measured point"), hit.getFirst().point().label(),
                                evidence(hit.getFirst(), cause).orElseThrow()),
                        Remedy.of(sentence(cause.advice()))));
            }
        }
        return findings.isEmpty()
                ? List.of(rule.ok(Rule.RUN, "none of " + Words.count(all.size(), "measured point")))
                : findings;
    }

    private static Optional<String> evidence(MeasuredPoint point, Cause cause) {
        return point.measured()
                .verdict()
                .findings()
                .stream()
                .filter(finding -> finding.cause() == cause)
                .map(Verdict.Finding::evidence)
                .findFirst();
    }

    private static String sentence(String advice) {
        return advice.substring(0, 1).toUpperCase(Locale.ROOT) + advice.substring(1) + ".";
    }
}
