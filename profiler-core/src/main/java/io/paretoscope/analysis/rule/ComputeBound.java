package io.paretoscope.analysis.rule;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Steps that mostly compute. */
final class ComputeBound {
    static final Rule RULE = new Rule("compute-bound", "Steps are bound by arithmetic",
            "time to do a step's products at the self-test's matrix rate, as a share of mean ITL, where that is longer than reading",
            Scale.toInfo(Scale.Unit.SHARE, 0.5, 1),
            "Products are what a step takes most of its time for. A larger batch lengthens the step by as much as it adds tokens.",
            ComputeBound::check);

    private ComputeBound() {}

    private static List<Finding> check(RunEvidence run) {
        return PlacedSeries.judge(RULE, run, ComputeBound::judge);
    }

    private static double share(PlacedSeries.Step step) {
        return step.place().computeMillis() / step.place().stepMillis();
    }

    private static Finding judge(PlacedSeries series) {
        List<PlacedSeries.Step> bound = series.steps()
                .stream()
                .filter(step -> step.place().computeMillis() > step.place().readingMillis()
                        && RULE.fires(share(step)))
                .toList();
        PlacedSeries.Step most = (bound.isEmpty() ? series.steps() : bound).stream()
                .max(Comparator.comparingDouble(ComputeBound::share))
                .orElseThrow();
        return RULE.judged(series.series().name(), bound.isEmpty() ? 0 : share(most),
                bound.stream().map(step -> step.measured().point()).toList(),
                String.format(Locale.ROOT, "at batch %,d products take %s of %s ms (%s), reading %s ms", most.batch(),
                        Words.number(most.place().computeMillis()), Words.number(most.place().stepMillis()),
                        Words.percent(share(most)), Words.number(most.place().readingMillis())),
                Remedy.of(
                        "Serve the smallest batch of these, and do not add replicas: there is nothing idle that they could use. "
                                + "A precision with a higher matrix rate shortens steps."));
    }
}
