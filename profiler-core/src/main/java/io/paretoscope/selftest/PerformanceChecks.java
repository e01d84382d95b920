package io.paretoscope.selftest;

import io.paretoscope.engine.CopyRate;
import io.paretoscope.engine.MatrixRate;
import io.paretoscope.engine.Rounds;
import io.paretoscope.selftest.Check.Figure;
import io.paretoscope.selftest.Check.Unit;
import io.paretoscope.selftest.Check.Verdict;
import io.paretoscope.selftest.InstrumentChecks.Opinion;
import io.paretoscope.statistics.Repeatability;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Judges what a device can do. Pure. How fast it is, is no verdict: only whether that is known. */
final class PerformanceChecks {
    /** What the windows of a point may differ by and still be stable (R11). */
    private static final double LARGEST_SPREAD = 0.10;
    /** Bands of the coefficient of variation that the field uses: under 5 % is very good, over 20 % is poor. */
    private static final double LARGE_VARIATION = 0.05;
    private static final double EXTREME_VARIATION = 0.20;

    private static final double GIGA = 1e9;
    private static final double TERA = 1e12;
    private static final double PERCENT = 100;

    private PerformanceChecks() {}

    static List<Check> of(SelfTestReport.Performance performance) {
        List<Check> checks = new ArrayList<>();
        checks.add(InstrumentChecks.judged("copy_rate", performance.copyRate(), PerformanceChecks::copy));
        performance.matrixRates()
                .forEach((precision, rate) -> checks.add(
                        InstrumentChecks.judged("matrix_rate_" + precision.label(), rate, PerformanceChecks::matrix)));
        checks.add(InstrumentChecks.judged("workload", performance.workload(),
                PerformanceChecks::workload));
        return checks;
    }

    private static Opinion copy(CopyRate rate) {
        double best = rate.bestBytesPerSecond() / GIGA;
        double median = rate.medianBytesPerSecond() / GIGA;
        return ceiling(List.of(new Figure("best", best, Unit.GIGABYTES_PER_SECOND),
                new Figure("median", median, Unit.GIGABYTES_PER_SECOND),
                new Figure("tensor", rate.tensorBytes(), Unit.BYTES)), rate.rounds(), median / best);
    }

    private static Opinion matrix(MatrixRate rate) {
        double best = rate.bestFlopPerSecond() / TERA;
        double median = rate.medianFlopPerSecond() / TERA;
        return ceiling(List.of(new Figure("best", best, Unit.TERAFLOPS),
                new Figure("median", median, Unit.TERAFLOPS), new Figure("size", rate.size(), Unit.NONE)),
                rate.rounds(), median / best);
    }

    private static Opinion ceiling(List<Figure> figures, Rounds rounds, double medianOfBest) {
        double below = PERCENT * (1 - medianOfBest);
        if (!rounds.steady()) {
            return new Opinion(figures, Verdict.NOTE, String.format(Locale.ROOT,
                    "not steady after the warm-up, the median of %d rounds is %.0f %% below the best: is the device busy?",
                    rounds.nanos().size(), below));
        }
        if (1 - medianOfBest > LARGEST_SPREAD) {
            return new Opinion(figures, Verdict.NOTE, String.format(Locale.ROOT,
                    "the median of %d rounds is %.0f %% below the best: is the device busy, or does it throttle?",
                    rounds.nanos().size(), below));
        }
        return new Opinion(figures, Verdict.PASS, String.format(Locale.ROOT,
                "steady; the median of %d rounds is %.1f %% below the best", rounds.nanos().size(), below));
    }

    private static Opinion workload(Workload workload) {
        Repeatability repeatability = workload.repeatability();
        double variation = repeatability.variation();
        List<Figure> figures = List.of(
                new Figure("mean_throughput", repeatability.mean(), Unit.TOKENS_PER_SECOND),
                new Figure("variation", PERCENT * variation, Unit.PERCENT),
                new Figure("mean_half_width", repeatability.halfWidth(), Unit.TOKENS_PER_SECOND),
                new Figure("windows", repeatability.n(), Unit.NONE),
                new Figure("batches", workload.batches(), Unit.NONE));
        if (!workload.sameTokens()) {
            return new Opinion(figures, Verdict.FAIL, "the same prompts gave other tokens: "
                    + (workload.differing() > 0
                            ? workload.differing() + " of " + workload.batches() + " batches differ"
                            : "those before the windows differ from those after them"));
        }
        String spread = String.format(Locale.ROOT,
                "%s %s, %s, batch %d, %d + %d tokens: throughput varies by %.1f %% over %d windows, with the same tokens in each",
                workload.model(), workload.precision(), workload.engine().text(), workload.batch(),
                workload.promptTokens(),
                workload.outputTokens(), PERCENT * variation, repeatability.n());
        if (variation > EXTREME_VARIATION) {
            return new Opinion(figures, Verdict.FAIL, spread + "; over 20 %: something else is at work");
        }
        return new Opinion(figures, variation > LARGE_VARIATION ? Verdict.NOTE : Verdict.PASS,
                spread + (variation > LARGE_VARIATION ? "; over 5 %: is the host or the device busy?" : ""));
    }
}
