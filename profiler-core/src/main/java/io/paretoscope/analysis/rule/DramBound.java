package io.paretoscope.analysis.rule;

import io.paretoscope.analysis.Roofline;
import io.paretoscope.opt.Precision;
import io.paretoscope.sweep.Point;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Steps that mostly wait for memory. */
final class DramBound {
    static final Rule RULE = new Rule("dram-bound-beyond", "Steps are bound by the memory's rate",
            "time to read weights and KV cache once at the self-test's copy rate, as a share of mean ITL",
            Scale.toInfo(Scale.Unit.SHARE, 0.5, 1),
            "Reading weights and KV cache is what a step takes most of its time for. More arithmetic or a higher clock brings nothing; "
                    + "fewer bytes do, and so does reading the weights once for more sequences.",
            DramBound::check);

    private DramBound() {}

    private static List<Finding> check(RunEvidence run) {
        return PlacedSeries.judge(RULE, run, DramBound::judge);
    }

    private static double share(PlacedSeries.Step step) {
        return step.place().readingMillis() / step.place().stepMillis();
    }

    private static Finding judge(PlacedSeries series) {
        List<PlacedSeries.Step> bound = series.steps()
                .stream()
                .filter(step -> step.place().bound() == Roofline.Bound.MEMORY && RULE.fires(share(step)))
                .toList();
        PlacedSeries.Step most = (bound.isEmpty() ? series.steps() : bound).stream()
                .max(Comparator.comparingDouble(DramBound::share))
                .orElseThrow();
        Roofline.Place.Placed place = most.place();
        String where = bound.isEmpty()
                ? ""
                : bound.size() > 1 && bound.getLast().batch() == series.steps().getLast().batch()
                        ? String.format(Locale.ROOT, "from batch %,d on; ", bound.getFirst().batch())
                        : "";
        String evidence = where + String.format(Locale.ROOT,
                "at batch %,d reading takes %s of %s ms (%s): weights %s, KV cache %s ms", most.batch(),
                Words.number(place.readingMillis()), Words.number(place.stepMillis()), Words.percent(share(most)),
                Words.number(place.weightsMillis()), Words.number(place.kvMillis()));
        double judged = bound.isEmpty() ? 0 : share(most);
        return RULE.judged(series.series().name(), judged,
                bound.stream().map(step -> step.measured().point()).toList(), evidence, remedy(most));
    }

    private static Remedy remedy(PlacedSeries.Step step) {
        Point point = step.measured().point();
        String weights = step.place().weightsMillis() > step.place().kvMillis()
                ? "Raise the batch while latency allows: all of its sequences share one reading of the weights."
                : "Shorten prompts or outputs: the KV cache is what is read most.";
        return point.precision() == Precision.FP32 && !point.device().isCpu()
                ? Remedy.of(weights + " Half precision halves the bytes.",
                        SweepLine.of(point, List.of(point.batch()), Precision.FP16))
                : Remedy.of(weights + " Beyond that only fewer bytes a weight, a smaller model or faster memory help.");
    }
}
