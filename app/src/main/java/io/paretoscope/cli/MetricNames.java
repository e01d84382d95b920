package io.paretoscope.cli;

import io.paretoscope.sweep.Metric;

/** Metrics as options name them: by their key in the exports, or by as much of its beginning as leaves no doubt. */
final class MetricNames {
    private MetricNames() {}

    /**
     * The metric of that name.
     *
     * @throws IllegalArgumentException naming those that it could be
     */
    static Metric parse(String name) {
        return Metric.parse(name);
    }
}
