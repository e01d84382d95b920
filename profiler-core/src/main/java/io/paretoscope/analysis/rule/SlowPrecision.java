package io.paretoscope.analysis.rule;

import io.paretoscope.analysis.Roofline;
import io.paretoscope.opt.Precision;
import io.paretoscope.selftest.SelfTestSummary;
import io.paretoscope.sweep.PointResult;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Runs in a precision in which the device is slow. */
final class SlowPrecision {
    private static final double TERA = 1e12;

    static final Rule RULE = new Rule("slow-precision", "The device is much faster in another precision",
            "best matrix rate of the self-test in any precision over that in the run's",
            Scale.toInfo(Scale.Unit.TIMES, 2, 32),
            "Prefill is bound by arithmetic, and a step by bytes: a precision with tensor cores behind it and half of the bytes helps both.",
            SlowPrecision::check);

    private SlowPrecision() {}

    private static List<Finding> check(RunEvidence run) {
        return switch (run.selfTest()) {
            case Knowledge.Unknown<SelfTestSummary>(String reason) -> List.of(RULE.ignored(Rule.RUN, reason));
            case Knowledge.Known<SelfTestSummary>(SelfTestSummary selfTest) -> List.of(judge(run, selfTest));
        };
    }

    private static Finding judge(RunEvidence run, SelfTestSummary selfTest) {
        Precision own = run.plan().precision();
        Optional<Double> ownRate = rate(selfTest, own);
        List<PointResult> alone = run.engines().stream().flatMap(series -> series.results().stream()).toList();
        if (ownRate.isEmpty() || alone.isEmpty()) {
            return RULE.ignored(Rule.RUN, ownRate.isEmpty()
                    ? "the run's self-test has no matrix rate in " + own
                    : "no point of one model alone on the device");
        }
        Precision best = Arrays.stream(Precision.values())
                .filter(precision -> rate(selfTest, precision).isPresent())
                .max(Comparator.comparingDouble(precision -> rate(selfTest, precision).orElseThrow()))
                .orElseThrow();
        double bestRate = rate(selfTest, best).orElseThrow();
        return RULE.judged(Rule.RUN, bestRate / ownRate.get(),
                alone.stream().map(PointResult::point).toList(),
                String.format(Locale.ROOT, "matrix rate %s TFLOP/s in %s, the run's, and %s in %s",
                        Words.number(ownRate.get() / TERA), own, Words.number(bestRate / TERA), best),
                Remedy.of("Measure in " + best + ", and see that the answers are still good enough.",
                        SweepLine.of(alone.getFirst().point(), run.engines().getFirst().batches(), best)));
    }

    private static Optional<Double> rate(SelfTestSummary selfTest, Precision precision) {
        return Roofline.Ceilings.of(selfTest, precision).map(Roofline.Ceilings::flopsPerSecond);
    }
}
