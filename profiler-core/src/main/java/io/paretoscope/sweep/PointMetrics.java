package io.paretoscope.sweep;

import io.paretoscope.engine.StepTimes;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The reported numbers of a point: a pure function of its samples. */
public record PointMetrics(Map<Metric, Reading> readings) {
    /**
     * Samples from which a 99th percentile has a 95 % upper bound at all: ln 0.05 / ln 0.99, rounded up (order statistics
     * of the binomial distribution).
     */
    public static final int MIN_SAMPLES_P99 = 299;

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    public PointMetrics {
        readings = Collections.unmodifiableMap(new EnumMap<>(readings));
    }

    /** What is known of {@code metric}. */
    public Reading reading(Metric metric) {
        Reading reading = readings.get(metric);
        return reading == null ? new Reading.Unavailable("not measured") : reading;
    }

    /** Computes every metric by the formula that {@link Metric#formula()} states. */
    public static PointMetrics of(PointSamples samples) {
        List<StepTimes> runs = samples.runs();
        long[] steps = runs.stream()
                .flatMapToLong(run -> run.stepNanos().stream().mapToLong(Long::longValue))
                .sorted()
                .toArray();
        double seconds = runs.stream().mapToLong(StepTimes::totalNanos).sum() / NANOS_PER_SECOND;
        long output = runs.stream().mapToLong(StepTimes::outputTokens).sum();
        long prompt = runs.stream().mapToLong(StepTimes::promptTokens).sum();
        long sequences = runs.stream().mapToLong(StepTimes::batch).sum();
        int n = runs.size();

        Map<Metric, Reading> readings = new EnumMap<>(Metric.class);
        readings.put(Metric.TTFT_MEDIAN, medianMillis(runs.stream().mapToLong(StepTimes::prefillNanos).toArray()));
        readings.put(Metric.REQUEST_LATENCY_MEDIAN,
                medianMillis(runs.stream().mapToLong(StepTimes::totalNanos).toArray()));
        readings.put(Metric.OUTPUT_THROUGHPUT, new Reading.Value(output / seconds, n));
        readings.put(Metric.TOTAL_THROUGHPUT, new Reading.Value((prompt + output) / seconds, n));
        readings.put(Metric.REQUEST_THROUGHPUT, new Reading.Value(sequences / seconds, n));
        readings.put(Metric.PEAK_MEMORY, samples.peakMemory());
        if (steps.length == 0) {
            Reading none = new Reading.Unavailable("no decode step: the only output token comes from prefill");
            readings.put(Metric.ITL_MEDIAN, none);
            readings.put(Metric.ITL_P99, none);
            readings.put(Metric.DECODE_THROUGHPUT, none);
        } else {
            double stepSeconds = Arrays.stream(steps).sum() / NANOS_PER_SECOND;
            readings.put(Metric.ITL_MEDIAN, medianMillis(steps));
            readings.put(Metric.ITL_P99, p99Millis(steps));
            readings.put(Metric.DECODE_THROUGHPUT, new Reading.Value((output - sequences) / stepSeconds, n));
        }
        return new PointMetrics(readings);
    }

    private static Reading medianMillis(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
        return new Reading.Value(median / NANOS_PER_MILLI, sorted.length);
    }

    private static Reading p99Millis(long[] sorted) {
        if (sorted.length < MIN_SAMPLES_P99) {
            return new Reading.Unavailable("n too small: " + sorted.length + " of " + MIN_SAMPLES_P99 + " steps");
        }
        int rank = (int) Math.ceil(0.99 * sorted.length);
        return new Reading.Value(sorted[rank - 1] / NANOS_PER_MILLI, sorted.length);
    }
}
