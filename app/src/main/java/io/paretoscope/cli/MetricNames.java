package io.paretoscope.cli;

import io.paretoscope.sweep.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Metrics as options name them: by their key in the exports, or by as much of its beginning as leaves no doubt. */
final class MetricNames {
    private MetricNames() {}

    /**
     * The metric of that name.
     *
     * @throws IllegalArgumentException naming those that it could be
     */
    static Metric parse(String name) {
        List<Metric> matching = Arrays.stream(Metric.values())
                .filter(metric -> !name.isBlank() && metric.key().startsWith(name))
                .toList();
        if (matching.size() == 1 || matching.stream().anyMatch(metric -> metric.key().equals(name))) {
            return matching.stream()
                    .filter(metric -> metric.key().equals(name))
                    .findFirst()
                    .orElseGet(matching::getFirst);
        }
        throw new IllegalArgumentException(matching.isEmpty()
                ? "unknown metric '" + name + "': one of " + keys(Arrays.asList(Metric.values()))
                : "'" + name + "' could be " + keys(matching));
    }

    private static String keys(List<Metric> metrics) {
        return metrics.stream().map(Metric::key).collect(Collectors.joining(", "));
    }
}
