package io.paretoscope.analysis.rule;

import io.paretoscope.sweep.Metric;
import java.util.Comparator;
import java.util.List;

/** Steps of which one in a hundred takes much longer than the others. */
final class LongTail {
    static final Rule RULE = new Rule("long-tail", "One step in a hundred takes far longer",
            "99th percentile of ITL over its median, at the point where it is largest",
            Scale.toWarning(Scale.Unit.TIMES, 2, 4),
            "Whoever reads the tokens sees the slow steps. Something other than the step's own work comes between: the host's other threads, "
                    + "another replica's turn, or a clock that moves.",
            LongTail::check);

    private LongTail() {}

    private static List<Finding> check(RunEvidence run) {
        return Subjects.each(RULE, run.series(), LongTail::judge);
    }

    private static double ratio(MeasuredPoint point) {
        return point.ratio(Metric.ITL_P99, Metric.ITL_MEDIAN).orElse(0);
    }

    private static Finding judge(Series series) {
        List<MeasuredPoint> known = series.valid()
                .stream()
                .filter(point -> point.ratio(Metric.ITL_P99, Metric.ITL_MEDIAN).isPresent())
                .toList();
        if (known.isEmpty()) {
            return RULE.ignored(series.name(),
                    MeasuredPoint.lack(series.valid(), Metric.ITL_P99).orElse("no point has a median ITL"));
        }
        MeasuredPoint most = known.stream().max(Comparator.comparingDouble(LongTail::ratio)).orElseThrow();
        return RULE.judged(series.name(), ratio(most),
                MeasuredPoint.points(known.stream().filter(point -> RULE.fires(ratio(point))).toList()),
                most.point().label() + ": p99 " + Words.number(most.value(Metric.ITL_P99).orElseThrow())
                        + " ms, median "
                        + Words.number(most.value(Metric.ITL_MEDIAN).orElseThrow()) + " ms, "
                        + Words.number(ratio(most)) + " times",
                Remedy.of(
                        "Close what else runs on the host, or give replicas cores of their own; then measure these batches again. Set "
                                + "limits on the 99th percentile and not on the median.",
                        SweepLine.of(most.point(), List.of(most.point().batch()))));
    }
}
