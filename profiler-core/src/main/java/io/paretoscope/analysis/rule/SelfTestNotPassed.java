package io.paretoscope.analysis.rule;

import io.paretoscope.selftest.Check;
import io.paretoscope.selftest.SelfTestSummary;
import java.util.List;
import java.util.stream.Collectors;

/** Runs on a machine whose self-test failed. */
final class SelfTestNotPassed {
    static final Rule RULE = new Rule("self-test-failed", "The self-test failed",
            "failed checks of the self-test that went with the run",
            Scale.toWarning(Scale.Unit.COUNT, 1, 1),
            "Numbers measured on this machine are not to be trusted before that is mended.",
            SelfTestNotPassed::check);

    private SelfTestNotPassed() {}

    private static List<Finding> check(RunEvidence run) {
        return List.of(switch (run.selfTest()) {
            case Knowledge.Unknown<SelfTestSummary>(String reason) -> RULE.ignored(Rule.RUN, reason);
            case Knowledge.Known<SelfTestSummary>(SelfTestSummary selfTest) -> judge(selfTest.checks(), run);
        });
    }

    private static Finding judge(List<Check> checks, RunEvidence run) {
        List<Check> failed = of(checks, Check.Verdict.FAIL);
        if (failed.isEmpty()) {
            List<Check> noted = of(checks, Check.Verdict.NOTE);
            return RULE.ok(Rule.RUN, "none of " + Words.count(checks.size(), "check") + " failed"
                    + (noted.isEmpty() ? "" : "; notes: " + labels(noted)));
        }
        return RULE.judged(Rule.RUN, failed.size(), List.of(),
                labels(failed) + ": " + failed.getFirst().sentence(), Remedy.of(failed.getFirst().advice(),
                        "paretoscope selftest --device " + run.plan().device()));
    }

    private static List<Check> of(List<Check> checks, Check.Verdict verdict) {
        return checks.stream().filter(check -> check.verdict() == verdict).toList();
    }

    private static String labels(List<Check> checks) {
        return checks.stream().map(Check::label).collect(Collectors.joining(", "));
    }
}
