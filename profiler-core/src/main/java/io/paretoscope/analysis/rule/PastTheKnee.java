package io.paretoscope.analysis.rule;

import io.paretoscope.analysis.Candidate;
import io.paretoscope.analysis.Knee;
import io.paretoscope.sweep.Metric;
import java.util.List;
import java.util.Locale;

/** Batches that bring next to nothing over a smaller one, at more latency. */
final class PastTheKnee {
    static final Rule RULE = new Rule("past-the-knee", "Batches beyond the knee only add latency",
            "mean ITL at the largest batch that counts over that at the knee, the smallest batch within 5 % of the best throughput",
            Scale.toInfo(Scale.Unit.TIMES, 1.25, 8),
            "Throughput has reached its plateau. Whatever is added to the batch beyond the knee waits as long as it saves.",
            PastTheKnee::check);

    private PastTheKnee() {}

    private static List<Finding> check(RunEvidence run) {
        return Subjects.each(RULE, run.engines(), PastTheKnee::judge);
    }

    private static Finding judge(Series series) {
        return switch (Knee.of(series.candidates(), Knee.DEFAULT_EPSILON).answer()) {
            case Knee.Answer.None(String reason) -> RULE.ignored(series.name(), reason);
            case Knee.Answer.StillRising(Candidate largest, var _) -> rising(series, largest);
            case Knee.Answer.MemoryFirst(Candidate largest, var _) -> rising(series, largest);
            case Knee.Answer.At(Candidate smallest, var _) -> beyond(series, series.point(smallest));
        };
    }

    private static Finding rising(Series series, Candidate largest) {
        return RULE.ok(series.name(),
                String.format(Locale.ROOT, "throughput still rises at batch %,d, the largest that counts",
                        largest.batch()));
    }

    private static Finding beyond(Series series, MeasuredPoint knee) {
        List<MeasuredPoint> larger = series.valid()
                .stream()
                .filter(point -> point.point().batch() > knee.point().batch() && latency(point) > 0)
                .toList();
        if (larger.isEmpty()) {
            return RULE.ok(series.name(),
                    String.format(Locale.ROOT, "the knee, batch %,d, is the largest batch that counts",
                            knee.point().batch()));
        }
        if (latency(knee) == 0) {
            return RULE.ignored(series.name(), "the knee has no mean ITL");
        }
        MeasuredPoint last = larger.getLast();
        double slower = latency(last) / latency(knee);
        double more = last.value(Metric.OUTPUT_THROUGHPUT).orElseThrow()
                / knee.value(Metric.OUTPUT_THROUGHPUT).orElseThrow() - 1;
        return RULE.judged(series.name(), slower, MeasuredPoint.points(larger), String.format(Locale.ROOT,
                "batch %,d brings %+.1f %% output throughput over batch %,d at %s times its mean ITL (%s against %s ms)",
                last.point().batch(), 100 * more, knee.point().batch(), Words.number(slower),
                Words.number(latency(last)),
                Words.number(latency(knee))),
                Remedy.of(String.format(Locale.ROOT,
                        "Serve at most batch %,d, and use the memory and time that it leaves for replicas or another model; 'paretoscope "
                                + "advise' weighs latency, too.",
                        knee.point().batch())));
    }

    private static double latency(MeasuredPoint point) {
        return point.value(Metric.ITL_MEAN).orElse(0);
    }
}
