package io.paretoscope.sweep;

import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.telemetry.Quantity;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The reported numbers of a point: a pure function of its samples. */
public record PointMetrics(Map<Metric, Reading> readings) {
    /** Changes whenever the same samples would give other numbers. */
    public static final int VERSION = 2;
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
        List<TimedWindow> windows = samples.windows();
        Map<Metric, Reading> readings = new EnumMap<>(Metric.class);
        readings.put(Metric.TTFT_MEDIAN, medianMillis(windows, StepTimes::prefillNanos));
        readings.put(Metric.REQUEST_LATENCY_MEDIAN, medianMillis(windows, StepTimes::totalNanos));
        readings.put(Metric.OUTPUT_THROUGHPUT,
                ratio(windows, window -> tokensOut(window), window -> window.nanos() / NANOS_PER_SECOND));
        readings.put(Metric.TOTAL_THROUGHPUT, ratio(windows, window -> tokensOut(window) + sum(window,
                StepTimes::promptTokens), window -> window.nanos() / NANOS_PER_SECOND));
        readings.put(Metric.REQUEST_THROUGHPUT, ratio(windows, window -> sum(window, StepTimes::batch),
                window -> window.nanos() / NANOS_PER_SECOND));
        decode(windows, readings);
        PowerMetrics.of(samples, readings);
        readings.put(Metric.IDLE_POWER, samples.idleWatts());
        DeviceMetrics device = new DeviceMetrics(samples.traces(), windows);
        readings.put(Metric.GPU_UTILISATION, device.mean(Quantity.GPU_UTILISATION));
        readings.put(Metric.SM_ACTIVITY, device.mean(Quantity.SM_ACTIVITY));
        readings.put(Metric.TENSOR_ACTIVITY, device.mean(Quantity.TENSOR_ACTIVITY));
        readings.put(Metric.DRAM_BANDWIDTH, device.mean(Quantity.DRAM_BANDWIDTH));
        readings.put(Metric.SM_CLOCK, device.median(Quantity.SM_CLOCK));
        readings.put(Metric.PEAK_TEMPERATURE, device.most(Quantity.TEMPERATURE));
        readings.put(Metric.PEAK_MEMORY, samples.peakMemory());
        return new PointMetrics(readings);
    }

    private static void decode(List<TimedWindow> windows, Map<Metric, Reading> readings) {
        Latencies steps = Latencies.merged(windows.stream().map(Latencies::ofSteps).toList());
        if (steps.count() == 0) {
            Reading none = new Reading.Unavailable("no decode step: the only output token comes from prefill");
            readings.put(Metric.ITL_MEDIAN, none);
            readings.put(Metric.ITL_P99, none);
            readings.put(Metric.DECODE_THROUGHPUT, none);
            return;
        }
        int n = Math.toIntExact(steps.count());
        readings.put(Metric.ITL_MEDIAN, new Reading.Value(steps.percentileNanos(50) / NANOS_PER_MILLI, n));
        readings.put(Metric.ITL_P99, n < MIN_SAMPLES_P99
                ? new Reading.Unavailable("n too small: " + n + " of " + MIN_SAMPLES_P99 + " steps")
                : new Reading.Value(steps.percentileNanos(99) / NANOS_PER_MILLI, n));
        readings.put(Metric.DECODE_THROUGHPUT,
                ratio(windows, window -> tokensOut(window) - sum(window, StepTimes::batch),
                        window -> sum(window, PointMetrics::stepNanos) / NANOS_PER_SECOND));
    }

    static long tokensOut(TimedWindow window) {
        return sum(window, StepTimes::outputTokens);
    }

    static long sum(TimedWindow window, ToLongFunction<StepTimes> of) {
        return window.batches().stream().mapToLong(of).sum();
    }

    private static long stepNanos(StepTimes batch) {
        return batch.stepNanos().stream().mapToLong(Long::longValue).sum();
    }

    /** The ratio of the sums over all windows, with the interval of the windows' own ratios. */
    private static Reading ratio(List<TimedWindow> windows, ToDoubleFunction<TimedWindow> dividend,
            ToDoubleFunction<TimedWindow> divisor) {
        double[] dividends = windows.stream().mapToDouble(dividend).toArray();
        double[] divisors = windows.stream().mapToDouble(divisor).toArray();
        return new Reading.Value(Arrays.stream(dividends).sum() / Arrays.stream(divisors).sum(), windows.size(),
                RepeatInterval.ofRatios(dividends, divisors), Optional.empty());
    }

    private static Reading medianMillis(List<TimedWindow> windows, ToLongFunction<StepTimes> of) {
        double[] nanos = windows.stream()
                .flatMap(window -> window.batches().stream())
                .mapToDouble(batch -> of.applyAsLong(batch))
                .toArray();
        return new Reading.Value(DeviceMetrics.median(nanos) / NANOS_PER_MILLI, nanos.length);
    }
}
