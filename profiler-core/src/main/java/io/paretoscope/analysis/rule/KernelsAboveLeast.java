package io.paretoscope.analysis.rule;

import io.paretoscope.analysis.Roofline;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Steps that are far above their least time though the device is busy. */
final class KernelsAboveLeast {
    static final Rule RULE = new Rule("kernels-above-least", "Kernels do more than a step must",
            "rest of a step (mean ITL less its least time) as a share of it, at batches where SM activity is at least "
                    + PlacedSeries.BUSY + " or, where that is unknown, whose step grows with the batch",
            Scale.toInfo(Scale.Unit.SHARE, 0.5, 1),
            "The device is at work, but not on what a step must do: kernels read keys and values more than once, write what"
                    + " the next one reads again, or leave multiprocessors partly idle. That is the engine's, and no batch or replica"
                    + " mends it.",
            KernelsAboveLeast::check);

    private KernelsAboveLeast() {}

    private static List<Finding> check(RunEvidence run) {
        return PlacedSeries.judge(RULE, run, KernelsAboveLeast::judge);
    }

    private static Finding judge(PlacedSeries series) {
        String name = series.series().name();
        List<PlacedSeries.Step> known = series.steps()
                .stream()
                .filter(step -> PlacedSeries.busy(step, series.comparable(step)))
                .toList();
        if (known.isEmpty()) {
            boolean untold = series.steps().stream().anyMatch(step -> PlacedSeries.busy(step, true));
            return untold
                    ? RULE.ignored(name, "it takes SM activity, or two batches, one at least twice the other")
                    : RULE.ok(name, "SM activity is below " + PlacedSeries.BUSY + " at every batch");
        }
        List<PlacedSeries.Step> above = known.stream()
                .filter(step -> PlacedSeries.busy(step, !series.flat(step))
                        && RULE.fires(step.place().restShare()))
                .toList();
        if (above.isEmpty()) {
            return RULE.ok(name, "no busy batch spends more than "
                    + Words.percent(RULE.scale().info()) + " of a step above its least time");
        }
        PlacedSeries.Step worst = above.stream()
                .max(Comparator.comparingDouble(step -> step.place().restShare()))
                .orElseThrow();
        Roofline.Place.Placed place = worst.place();
        return RULE.judged(name, place.restShare(), above.stream().map(step -> step.measured().point()).toList(),
                String.format(Locale.ROOT, "at batch %,d a step takes %s ms and at least %s ms: %s of it is rest%s",
                        worst.batch(), Words.number(place.stepMillis()), Words.number(place.floorMillis()),
                        Words.percent(place.restShare()), PlacedSeries.activity(worst)),
                Remedy.of(String.format(Locale.ROOT,
                        "Compare with an engine whose attention is fused and reads keys and values once: it could take at most %s ms "
                                + "off a step of batch %,d.",
                        Words.number(place.restMillis()), worst.batch())));
    }
}
