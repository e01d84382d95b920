package io.paretoscope.analysis.rule;

import io.paretoscope.sweep.Metric;
import io.paretoscope.telemetry.ClockEvent;
import io.paretoscope.telemetry.Quantity;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/** Points at which the device was held at its power limit. */
final class PowerCapped {
    static final Rule RULE = new Rule("power-capped", "The device is held at its power limit",
            "share of the samples within windows with the clock event 'power cap', at the point where it is largest; points count whatever "
                    + "their verdict",
            Scale.toInfo(Scale.Unit.SHARE, 0.1, 1),
            "The clock is lowered until the power fits. That is how a busy card works and no fault, but another limit gives other numbers, and "
                    + "what is added to the device now takes from what runs already.",
            PowerCapped::check);

    private PowerCapped() {}

    private static List<Finding> check(RunEvidence run) {
        List<MeasuredPoint> all = run.measured();
        List<MeasuredPoint> known = all.stream()
                .filter(point -> point.measured().samples().clockEvents().isPresent())
                .toList();
        if (known.isEmpty()) {
            return List.of(RULE.ignored(Rule.RUN, all.isEmpty()
                    ? "no point was measured"
                    : "no clock events: "
                            + all.getFirst().measured().samples().traces().whyNot(Quantity.CLOCK_EVENTS)));
        }
        MeasuredPoint most = known.stream().max(Comparator.comparingDouble(PowerCapped::share)).orElseThrow();
        return List.of(RULE.judged(Rule.RUN, share(most),
                MeasuredPoint.points(known.stream().filter(point -> RULE.fires(share(point))).toList()),
                most.point().label() + ": capped in " + Words.percent(share(most)) + " of the samples"
                        + watts(most, run.limits()),
                Remedy.of(
                        "Give the power limit with these numbers, and compare them with runs at the same limit alone. Where energy counts, "
                                + "measure at a lower limit, too: the last watts bring the least.",
                        "nvidia-smi --query-gpu=power.limit,power.default_limit,power.max_limit --format=csv")));
    }

    private static double share(MeasuredPoint point) {
        return point.measured().samples().clockEvents().orElseThrow().getOrDefault(ClockEvent.SW_POWER_CAP, 0.0);
    }

    private static String watts(MeasuredPoint point, DeviceLimits limits) {
        OptionalDouble mean = point.value(Metric.MEAN_POWER);
        if (mean.isEmpty()) {
            return "";
        }
        return "; mean power " + Words.number(mean.getAsDouble()) + " W"
                + (limits.powerWatts() instanceof Knowledge.Known<Double>(Double limit)
                        ? " of " + Words.number(limit) + " W"
                        : "");
    }
}
