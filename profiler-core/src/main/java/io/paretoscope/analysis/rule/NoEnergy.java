package io.paretoscope.analysis.rule;

import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.util.List;

/** Points without energy. */
final class NoEnergy {
    static final Rule RULE = new Rule("no-energy", "There is no energy figure",
            "measured points without energy per token, as a share of them",
            Scale.toInfo(Scale.Unit.SHARE, 0.01, 2),
            "Nothing can be said of joules or watts: not the cheapest batch, not what replicas save, not how near the power limit is.",
            NoEnergy::check);

    private NoEnergy() {}

    private static List<Finding> check(RunEvidence run) {
        List<MeasuredPoint> all = run.measured();
        if (all.isEmpty()) {
            return List.of(RULE.ignored(Rule.RUN, "no point was measured"));
        }
        List<MeasuredPoint> without = all.stream()
                .filter(point -> point.value(Metric.ENERGY_PER_TOKEN).isEmpty())
                .toList();
        String reason = without.stream()
                .map(point -> point.reading(Metric.ENERGY_PER_TOKEN))
                .filter(Reading.Unavailable.class::isInstance)
                .map(reading -> ": " + ((Reading.Unavailable) reading).reason())
                .findFirst()
                .orElse("");
        return List.of(RULE.judged(Rule.RUN, (double) without.size() / all.size(), MeasuredPoint.points(without),
                without.size() + " of " + Words.count(all.size(), "measured point") + " without energy" + reason,
                Remedy.of("See what the device tells of its power, and why it does not tell the rest.",
                        "paretoscope telemetry --device " + run.plan().device() + " --seconds 2")));
    }
}
