package io.paretoscope.analysis.rule;

import io.paretoscope.analysis.Roofline;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.sweep.Point;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Steps that take as long whatever the batch is, far above their least time, while the device has little to do. */
final class LaunchBound {
    static final Rule RULE = new Rule("launch-bound", "Steps wait for kernels to be launched",
            "rest of a step (mean ITL less its least time) as a share of it, at batches whose step is as long as that of a batch at least "
                    + "twice or half as large, and where SM activity is below " + PlacedSeries.BUSY + " or unknown",
            Scale.toWarning(Scale.Unit.SHARE, 0.5, 0.75),
            "The host launches hundreds of kernels for each step, and the GPU is done with each before the next one arrives. A larger batch "
                    + "is then free, and a faster GPU would bring nothing. The graph engine replays a step as one launch: the rest is the most that it could "
                    + "save. Where it decodes already, the kernels are too small for the device, or the host does something else between steps.",
            LaunchBound::check);

    private LaunchBound() {}

    private static List<Finding> check(RunEvidence run) {
        if (run.plan().device().isCpu()) {
            return List.of(RULE.ignored(Rule.RUN, "on the CPU nothing is launched"));
        }
        return PlacedSeries.judge(RULE, run, LaunchBound::judge);
    }

    private static double rest(PlacedSeries.Step step) {
        return step.place().restShare();
    }

    private static Finding judge(PlacedSeries series) {
        String name = series.series().name();
        if (series.steps().stream().noneMatch(series::comparable)) {
            return RULE.ignored(name, "it takes two batches, one at least twice the other");
        }
        List<PlacedSeries.Step> waiting = series.steps()
                .stream()
                .filter(step -> series.flat(step) && !PlacedSeries.busy(step, false))
                .toList();
        if (waiting.isEmpty()) {
            return RULE.ok(name, "every step takes longer with a batch twice as large, or the device is busy in it");
        }
        PlacedSeries.Step worst = waiting.stream().max(Comparator.comparingDouble(LaunchBound::rest)).orElseThrow();
        PlacedSeries.Step reach = series.reach(worst);
        Roofline.Place.Placed place = worst.place();
        String longest = reach.batch() == worst.batch()
                ? ""
                : String.format(Locale.ROOT, "; at batch %,d it takes %s ms", reach.batch(),
                        Words.number(reach.place().stepMillis()));
        return RULE.judged(name, place.restShare(),
                waiting.stream().filter(step -> RULE.fires(rest(step))).map(step -> step.measured().point()).toList(),
                String.format(Locale.ROOT, "at batch %,d a step takes %s ms and at least %s ms: %s of it is rest%s%s",
                        worst.batch(), Words.number(place.stepMillis()), Words.number(place.floorMillis()),
                        Words.percent(place.restShare()), longest, PlacedSeries.activity(worst)),
                remedy(worst, reach));
    }

    private static Remedy remedy(PlacedSeries.Step worst, PlacedSeries.Step reach) {
        Point point = worst.measured().point();
        String larger = String.format(Locale.ROOT,
                "Serve batch %,d rather than a smaller one: a step costs next to nothing more. ", reach.batch());
        String replicas = SweepLine.replicas(point, reach.batch(), "1,2,4");
        EngineUse engine = worst.measured().measured().samples().engine();
        if (engine.used() == EngineKind.GRAPH) {
            return Remedy.of(
                    larger + "The graph engine launches it at once already; replicas that run at once fill the gaps.",
                    replicas);
        }
        if (engine.fellBack()) {
            return Remedy.of(larger + "The graph engine was asked for and could not be used: "
                    + engine.reason().orElseThrow() + "; replicas that run at once fill the gaps.", replicas);
        }
        return Remedy.of(larger + String.format(Locale.ROOT,
                "The graph engine, which replays captured CUDA graphs, could take at most %s ms off a step; without it, replicas that run "
                        + "at once fill the gaps.",
                Words.number(worst.place().restMillis())),
                SweepLine.engines(point, List.of(point.batch(), reach.batch())));
    }
}
