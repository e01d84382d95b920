package io.paretoscope.analysis.rule;

import io.paretoscope.sweep.Metric;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Points that ran at different clocks. */
final class ClocksDiffer {
    static final Rule RULE = new Rule("clocks-differ", "Points ran at different clocks",
            "highest less lowest median SM clock of points that count, as a share of the highest",
            Scale.toWarning(Scale.Unit.SHARE, 0.05, 0.2),
            "What one point has over another may be its clock. Power, temperature and what ran before decide it, so that the order of a "
                    + "sweep shows in its numbers.",
            ClocksDiffer::check);

    private ClocksDiffer() {}

    private static List<Finding> check(RunEvidence run) {
        List<MeasuredPoint> valid = run.valid();
        List<MeasuredPoint> known = valid.stream().filter(point -> point.value(Metric.SM_CLOCK).isPresent()).toList();
        if (known.size() < 2) {
            return List.of(RULE.ignored(Rule.RUN, MeasuredPoint.lack(valid, Metric.SM_CLOCK)
                    .orElse("it takes two points with a clock")));
        }
        MeasuredPoint lowest = known.stream().min(Comparator.comparingDouble(ClocksDiffer::megahertz)).orElseThrow();
        MeasuredPoint highest = known.stream().max(Comparator.comparingDouble(ClocksDiffer::megahertz)).orElseThrow();
        return List.of(RULE.judged(Rule.RUN, 1 - megahertz(lowest) / megahertz(highest),
                List.of(lowest.point(), highest.point()),
                String.format(Locale.ROOT, "median SM clock %.0f MHz (%s) to %.0f MHz (%s)", megahertz(lowest),
                        lowest.point().label(), megahertz(highest), highest.point().label()),
                remedy(run.series())));
    }

    private static Remedy remedy(List<Series> series) {
        String action = "Measure the points in turns and after cooling down, so that what drifts meets all alike.";
        return series.isEmpty()
                ? Remedy.of(action)
                : Remedy.of(action, SweepLine.of(series.getFirst().some(), series.getFirst().batches(),
                        "--order interleaved", "--cool-down 50"));
    }

    private static double megahertz(MeasuredPoint point) {
        return point.value(Metric.SM_CLOCK).orElseThrow();
    }
}
