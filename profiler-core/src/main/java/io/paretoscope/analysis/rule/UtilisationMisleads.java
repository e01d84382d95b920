package io.paretoscope.analysis.rule;

import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Point;
import java.util.Comparator;
import java.util.List;

/** Points at which GPU utilisation says that the card is in use and its multiprocessors say that it is not. */
final class UtilisationMisleads {
    /** From here on a reader takes the card for in use. */
    private static final double LOOKS_USED_PERCENT = 50;
    /** Below this most of it is idle. */
    private static final double MOSTLY_IDLE_PERCENT = 20;

    static final Rule RULE = new Rule("utilisation-misleads", "GPU utilisation says more than the card does",
            "GPU utilisation less SM activity, where the first is at least " + Words.percent(LOOKS_USED_PERCENT / 100)
                    + " and the second below " + Words.percent(MOSTLY_IDLE_PERCENT / 100),
            Scale.toInfo(Scale.Unit.PERCENTAGE_POINTS, 30, 100),
            "GPU utilisation is the share of time in which any kernel ran, however small. It is not what is left of the card; SM activity, the "
                    + "share of multiprocessors that had work, is nearer to that.",
            UtilisationMisleads::check);

    private UtilisationMisleads() {}

    private static List<Finding> check(RunEvidence run) {
        List<MeasuredPoint> valid = run.valid();
        List<MeasuredPoint> known = valid.stream()
                .filter(point -> point.value(Metric.GPU_UTILISATION).isPresent()
                        && point.value(Metric.SM_ACTIVITY).isPresent())
                .toList();
        if (known.isEmpty()) {
            return List.of(RULE.ignored(Rule.RUN, MeasuredPoint.lack(valid, Metric.GPU_UTILISATION)
                    .or(() -> MeasuredPoint.lack(valid, Metric.SM_ACTIVITY))
                    .orElse("no point has both GPU utilisation and SM activity")));
        }
        List<MeasuredPoint> misleading = known.stream()
                .filter(point -> percent(point, Metric.GPU_UTILISATION) >= LOOKS_USED_PERCENT
                        && percent(point, Metric.SM_ACTIVITY) < MOSTLY_IDLE_PERCENT)
                .toList();
        if (misleading.isEmpty()) {
            return List
                    .of(RULE.ok(Rule.RUN, "no point looks in use with SM activity below "
                            + Words.percent(MOSTLY_IDLE_PERCENT / 100)));
        }
        MeasuredPoint most = misleading.stream()
                .max(Comparator.comparingDouble(UtilisationMisleads::difference))
                .orElseThrow();
        return List.of(RULE.judged(Rule.RUN, difference(most), MeasuredPoint.points(misleading),
                most.point().label() + ": GPU utilisation " + Words.percent(percent(most, Metric.GPU_UTILISATION) / 100)
                        + ", SM activity " + Words.percent(percent(most, Metric.SM_ACTIVITY) / 100),
                remedy(most.point())));
    }

    private static Remedy remedy(Point point) {
        String action = "Read SM activity and DRAM bandwidth when asking what else the card could carry";
        return point.placement().mixed()
                ? Remedy.of(action + ".")
                : Remedy.of(action + ", and measure it.", SweepLine.replicas(point, point.batch(), "1,2,4"));
    }

    private static double percent(MeasuredPoint point, Metric metric) {
        return point.value(metric).orElseThrow();
    }

    private static double difference(MeasuredPoint point) {
        return percent(point, Metric.GPU_UTILISATION) - percent(point, Metric.SM_ACTIVITY);
    }
}
