package io.paretoscope.analysis.rule;

import io.paretoscope.analysis.Gain;
import io.paretoscope.sweep.Metric;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A batch that costs clearly less energy a token than the advised one. */
final class EnergyOptimum {
    static final Rule RULE = new Rule("energy-optimum-differs", "Another batch costs less energy than the advised one",
            "energy per token that the batch with the least of it saves against the advised batch, as a share, where the two are "
                    + "distinguishable",
            Scale.toWarning(Scale.Unit.SHARE, 0.05, 0.25),
            "The advice weighs throughput and latency. Where energy is what counts, the batch that it names is not the one to serve with.",
            EnergyOptimum::check);

    private EnergyOptimum() {}

    private static List<Finding> check(RunEvidence run) {
        return Subjects.each(RULE, run.engines(), series -> switch (ServingBatch.of(series)) {
            case Knowledge.Unknown<MeasuredPoint>(String reason) -> RULE.ignored(series.name(), reason);
            case Knowledge.Known<MeasuredPoint>(MeasuredPoint advised) -> judge(series, advised);
        });
    }

    private static double joules(MeasuredPoint point) {
        return point.value(Metric.ENERGY_PER_TOKEN).orElseThrow();
    }

    private static Finding judge(Series series, MeasuredPoint advised) {
        List<MeasuredPoint> known = series.valid()
                .stream()
                .filter(point -> point.value(Metric.ENERGY_PER_TOKEN).isPresent())
                .toList();
        if (known.isEmpty() || advised.value(Metric.ENERGY_PER_TOKEN).isEmpty()) {
            return RULE.ignored(series.name(),
                    MeasuredPoint.lack(List.of(advised), Metric.ENERGY_PER_TOKEN).orElse("no energy"));
        }
        MeasuredPoint least = known.stream().min(Comparator.comparingDouble(EnergyOptimum::joules)).orElseThrow();
        int batch = advised.point().batch();
        if (least.point().batch() == batch) {
            return RULE.ok(series.name(), String.format(Locale.ROOT,
                    "the advised batch, %,d, costs the least: %s J/token", batch, Words.number(joules(advised))));
        }
        Gain gain = Gain.of(least.reading(Metric.ENERGY_PER_TOKEN), advised.reading(Metric.ENERGY_PER_TOKEN));
        if (!(gain instanceof Gain.Ratio ratio) || ratio.range().isEmpty()) {
            return RULE.ignored(series.name(), "energies have no intervals, which take three repeats");
        }
        double saved = ratio.distinguishable() ? 1 - ratio.ratio() : 0;
        return RULE.judged(series.name(), saved, List.of(least.point(), advised.point()), String.format(Locale.ROOT,
                "batch %,d costs %s J/token, the advised batch %,d %s: %s%s", least.point().batch(),
                Words.number(joules(least)), batch, Words.number(joules(advised)),
                Gain.percent(ratio.ratio()),
                ratio.distinguishable() ? latency(least, advised) : ", not distinguishable"),
                Remedy.of(String.format(Locale.ROOT,
                        "Where requests can wait, serve batch %,d; else ask for the batch that keeps to a limit of energy "
                                + "('paretoscope advise --max energy_per_output_token_j=…').",
                        least.point().batch())));
    }

    private static String latency(MeasuredPoint least, MeasuredPoint advised) {
        return Gain.of(least.reading(Metric.ITL_MEAN), advised.reading(Metric.ITL_MEAN)) instanceof Gain.Ratio ratio
                ? ", at " + Words.number(ratio.ratio()) + " times its mean ITL"
                : "";
    }
}
