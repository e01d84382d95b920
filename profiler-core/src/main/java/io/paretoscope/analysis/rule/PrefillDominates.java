package io.paretoscope.analysis.rule;

import io.paretoscope.sweep.Metric;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Requests that spend much of their time before the first token. */
final class PrefillDominates {
    static final Rule RULE = new Rule("prefill-dominates", "Prefill takes much of a request's time",
            "TTFT over request latency, both medians, at the batch where it is largest",
            Scale.toInfo(Scale.Unit.SHARE, 0.4, 1),
            "Prefill is bound by arithmetic and grows with the batch. Where it takes as long as decoding, output throughput says little of "
                    + "decode steps, and whoever waits for a batch to be read waits long for a first token.",
            PrefillDominates::check);

    private PrefillDominates() {}

    private static List<Finding> check(RunEvidence run) {
        return Subjects.each(RULE, run.engines(), PrefillDominates::judge);
    }

    private static double share(MeasuredPoint point) {
        return point.ratio(Metric.TTFT_MEDIAN, Metric.REQUEST_LATENCY_MEDIAN).orElse(0);
    }

    private static Finding judge(Series series) {
        List<MeasuredPoint> known = series.valid()
                .stream()
                .filter(point -> point.ratio(Metric.TTFT_MEDIAN, Metric.REQUEST_LATENCY_MEDIAN).isPresent())
                .toList();
        if (known.isEmpty()) {
            return RULE.ignored(series.name(), MeasuredPoint.lack(series.valid(), Metric.TTFT_MEDIAN)
                    .or(() -> MeasuredPoint.lack(series.valid(), Metric.REQUEST_LATENCY_MEDIAN))
                    .orElse("no point has both TTFT and request latency"));
        }
        if (series.some().outputTokens() == 1) {
            return RULE.ignored(series.name(), "the only output token comes from prefill");
        }
        MeasuredPoint most = known.stream().max(Comparator.comparingDouble(PrefillDominates::share)).orElseThrow();
        return RULE.judged(series.name(), share(most),
                MeasuredPoint.points(known.stream().filter(point -> RULE.fires(share(point))).toList()),
                String.format(Locale.ROOT,
                        "at batch %,d the first token comes after %s ms of a request's %s ms (%s), with %d + %d tokens",
                        most.point().batch(), Words.number(most.value(Metric.TTFT_MEDIAN).orElseThrow()),
                        Words.number(most.value(Metric.REQUEST_LATENCY_MEDIAN).orElseThrow()),
                        Words.percent(share(most)),
                        series.some().promptTokens(), series.some().outputTokens()),
                Remedy.of(
                        "Judge batches by ITL and decode throughput beside output throughput, and set a limit on TTFT. A server that "
                                + "reads prompts in pieces between decode steps, or on another device, keeps the first token early."));
    }
}
