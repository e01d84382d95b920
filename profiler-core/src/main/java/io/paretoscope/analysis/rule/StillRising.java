package io.paretoscope.analysis.rule;

import io.paretoscope.analysis.Candidate;
import io.paretoscope.analysis.Knee;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.Point;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Sweeps that end before throughput does. */
final class StillRising {
    static final Rule RULE = new Rule("still-rising", "The sweep ends before throughput does",
            "growth of output throughput for the last doubling of the batch, where the largest batch is the best by more than 5 % and twice "
                    + "of it would fit by estimate",
            Scale.toWarning(Scale.Unit.SHARE, 0.05, 0.25),
            "The best batch may not be among those that were measured, so neither the knee nor the advice can name it.",
            StillRising::check);

    private StillRising() {}

    private static List<Finding> check(RunEvidence run) {
        return Subjects.each(RULE, run.engines(), series -> judge(series, run.limits()));
    }

    private static Finding judge(Series series, DeviceLimits limits) {
        Knee knee = Knee.of(series.candidates(), Knee.DEFAULT_EPSILON);
        return switch (knee.answer()) {
            case Knee.Answer.None(String reason) -> RULE.ignored(series.name(), reason);
            case Knee.Answer.At(Candidate smallest, var _) -> RULE.ok(series.name(),
                    String.format(Locale.ROOT, "the knee is at batch %,d", smallest.batch()));
            case Knee.Answer.MemoryFirst(Candidate largest, String reason) -> RULE.ok(series.name(), String.format(
                    Locale.ROOT, "memory ends the sweep at batch %,d: the next larger was %s", largest.batch(),
                    reason));
            case Knee.Answer.StillRising(Candidate largest, var next) -> {
                double gain = knee.steps().getLast().gainPerDoubling().orElse(0);
                Point point = series.point(largest).point();
                List<Integer> larger = Stream.of(2, 4, 8)
                        .map(times -> times * point.batch())
                        .filter(batch -> fits(series.point(largest), batch, limits))
                        .toList();
                String evidence = String.format(Locale.ROOT,
                        "batch %,d has %+.0f %% output throughput for each doubling of the batch before it",
                        point.batch(), 100 * gain)
                        + next.map(reason -> "; the next larger does not count: " + reason).orElse("")
                        + (larger.isEmpty() ? "; twice of it does not fit by estimate" : "");
                yield larger.isEmpty()
                        ? RULE.ok(series.name(), evidence)
                        : RULE.judged(series.name(), gain, List.of(point), evidence, Remedy.of(
                                limits.memoryBytes() instanceof Knowledge.Known
                                        ? "Measure larger batches, which fit by estimate."
                                        : "Measure larger batches; whether they fit is not known here, and is checked before they run.",
                                SweepLine.of(point, larger)));
            }
        };
    }

    private static boolean fits(MeasuredPoint measured, int batch, DeviceLimits limits) {
        Point point = measured.point();
        MemoryEstimate estimate = MemoryEstimate.of(point.model().config(), batch, point.promptTokens(),
                point.sequenceTokens(), point.precision(), point.device(), measured.result().decodedBy());
        double others = measured.measured().samples().memoryBefore().asDouble().orElse(0);
        return !(limits.memoryBytes() instanceof Knowledge.Known<Double>(Double bytes))
                || estimate.total() <= bytes - others;
    }
}
