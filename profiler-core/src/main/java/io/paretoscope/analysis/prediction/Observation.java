package io.paretoscope.analysis.prediction;

import io.paretoscope.engine.EngineKind;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.Verdict;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * A point that was measured, as far as a model is fitted to it.
 *
 * @param workload what was done
 * @param engine what decoded it
 * @param values what was measured; what is missing was not
 */
public record Observation(Workload workload, EngineKind engine, Map<Metric, Double> values) {
    public Observation {
        values = Map.copyOf(values);
    }

    /** What was measured of {@code metric}; empty where nothing was. */
    public OptionalDouble value(Metric metric) {
        Double value = values.get(metric);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** The points of runs that a model may be fitted to: one engine alone on its device, VALID. */
    public static List<Observation> of(List<PointResult> results) {
        return results.stream().flatMap(Observation::of).toList();
    }

    private static Stream<Observation> of(PointResult result) {
        Point point = result.point();
        if (!point.placement().alone() || !(result.outcome() instanceof PointOutcome.Measured measured)
                || measured.verdict().kind() != Verdict.Kind.VALID) {
            return Stream.empty();
        }
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        measured.metrics().readings().forEach((metric, reading) -> {
            if (reading instanceof Reading.Value value && Double.isFinite(value.value()) && value.value() > 0) {
                values.put(metric, value.value());
            }
        });
        return Stream.of(new Observation(new Workload(point.model().config(), point.precision(), point.batch(),
                point.promptTokens(), point.outputTokens()), result.decodedBy(), values));
    }

    /** Seconds from the start of a batch to that of the next; empty where that was not measured. */
    OptionalDouble batchSeconds() {
        OptionalDouble requests = value(Metric.REQUEST_THROUGHPUT);
        return requests.isPresent()
                ? OptionalDouble.of(workload.batch() / requests.getAsDouble())
                : OptionalDouble.empty();
    }
}
