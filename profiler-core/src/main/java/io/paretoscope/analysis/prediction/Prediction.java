package io.paretoscope.analysis.prediction;

import io.paretoscope.sweep.Metric;
import java.util.List;
import java.util.Map;

/**
 * What is predicted of a workload.
 *
 * @param workload it
 * @param basis how far it is from what was measured
 * @param estimates by metric: mean ITL, TTFT, request latency, output throughput, requests, energy per token and mean power
 */
public record Prediction(Workload workload, List<Basis> basis, Map<Metric, Estimate> estimates) {

    /** The metrics that are predicted, in the order in which they are shown. */
    public static final List<Metric> METRICS = List.of(Metric.ITL_MEAN, Metric.TTFT_MEDIAN,
            Metric.REQUEST_LATENCY_MEDIAN, Metric.OUTPUT_THROUGHPUT, Metric.REQUEST_THROUGHPUT,
            Metric.ENERGY_PER_TOKEN, Metric.MEAN_POWER);

    public Prediction {
        basis = List.copyOf(basis);
        estimates = Map.copyOf(estimates);
    }

    /** What is predicted of one of {@link #METRICS}. */
    public Estimate of(Metric metric) {
        return estimates.getOrDefault(metric, new Estimate.Unavailable(metric.label() + " is not predicted"));
    }
}
