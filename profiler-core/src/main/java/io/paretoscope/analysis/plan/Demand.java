package io.paretoscope.analysis.plan;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.sweep.Metric;
import java.util.List;
import java.util.Map;

/**
 * What a model is to serve.
 *
 * @param model it
 * @param requestsPerSecond that arrive on average
 * @param promptTokens of each
 * @param outputTokens that each wants
 * @param limits the most, in ms, of mean ITL, TTFT or request latency
 */
public record Demand(ModelSource model, double requestsPerSecond, int promptTokens, int outputTokens,
        Map<Metric, Double> limits) {

    /** What may be limited. */
    public static final List<Metric> LIMITED = List.of(Metric.ITL_MEAN, Metric.TTFT_MEDIAN,
            Metric.REQUEST_LATENCY_MEDIAN);

    /**
     * Checks it.
     *
     * @throws IllegalArgumentException saying in one line what is wrong and what would be right
     */
    public Demand {
        limits = Map.copyOf(limits);
        if (!(requestsPerSecond > 0 && Double.isFinite(requestsPerSecond))) {
            throw new IllegalArgumentException("rate " + requestsPerSecond + ": must be above 0 requests/s");
        }
        if (promptTokens < 1 || outputTokens < 1) {
            throw new IllegalArgumentException("prompt " + promptTokens + ", output " + outputTokens
                    + ": both must be at least 1 token");
        }
        if ((long) promptTokens + outputTokens > model.config().positions()) {
            throw new IllegalArgumentException("prompt " + promptTokens + " + output " + outputTokens
                    + " tokens exceed the " + model.config().positions() + " positions of " + model.config().name());
        }
        limits.forEach((metric, most) -> {
            if (!LIMITED.contains(metric)) {
                throw new IllegalArgumentException("a demand has no limit on " + metric.key());
            }
            if (!(most > 0 && Double.isFinite(most))) {
                throw new IllegalArgumentException("limit " + most + " on " + metric.label() + ": must be above 0 ms");
            }
        });
    }

    /** The model's name. */
    public String name() {
        return model.config().name();
    }
}
