package io.paretoscope.analysis.rule;

import io.paretoscope.analysis.Gain;
import io.paretoscope.sweep.Metric;
import java.util.Locale;

/**
 * Replicas against one engine.
 *
 * @param series of the replicas
 * @param replicas several engines
 * @param engine one
 * @param throughput the replicas' output throughput over the engine's
 */
record ReplicaPair(Series series, MeasuredPoint replicas, MeasuredPoint engine, Gain.Ratio throughput) {

    /** In one line. */
    String evidence() {
        return String.format(Locale.ROOT, "%s: %s tokens/s, one engine at batch %,d %s: %s%s%s",
                replicas.point().label(), tokens(replicas), engine.point().batch(), tokens(engine),
                Gain.percent(throughput.ratio()), throughput.distinguishable() ? "" : ", not distinguishable",
                latency());
    }

    private String latency() {
        return Gain.of(replicas.reading(Metric.ITL_MEAN), engine.reading(Metric.ITL_MEAN)) instanceof Gain.Ratio ratio
                ? ", at " + Words.number(ratio.ratio()) + " times its mean ITL"
                : "";
    }

    private static String tokens(MeasuredPoint point) {
        return Words.number(point.value(Metric.OUTPUT_THROUGHPUT).orElseThrow());
    }
}
