package io.paretoscope.sweep;

import io.paretoscope.telemetry.Quantity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The reported numbers of a point: a pure function of its samples. */
public record PointMetrics(Map<Metric, Reading> readings) {
    /** Changes whenever the same samples would give other numbers. */
    public static final int VERSION = 3;
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

    /** Nothing is known, for one reason. */
    public static PointMetrics unavailable(String reason) {
        return new PointMetrics(Arrays.stream(Metric.values())
                .collect(Collectors.toMap(Function.identity(), _ -> new Reading.Unavailable(reason))));
    }

    /** Computes every metric by the formula that {@link Metric#formula()} states. */
    public static PointMetrics of(PointSamples samples) {
        List<JointWindow> windows = samples.windows();
        Map<Metric, Reading> readings = new EnumMap<>(Metric.class);
        if (!windows.stream().allMatch(JointWindow::joint)) {
            // Nothing of it counts; the verdict says so too.
            return unavailable("the replicas did not run at the same time");
        }
        List<JointWindow.Work> work = windows.stream().map(JointWindow::work).toList();
        times(windows, work, samples.replicas(), readings);
        PowerMetrics.of(samples, work, readings);
        readings.put(Metric.IDLE_POWER, samples.idleWatts());
        DeviceMetrics device = new DeviceMetrics(samples.traces(), windows);
        readings.put(Metric.GPU_UTILISATION, device.mean(Quantity.GPU_UTILISATION));
        readings.put(Metric.SM_ACTIVITY, device.mean(Quantity.SM_ACTIVITY));
        readings.put(Metric.TENSOR_ACTIVITY, device.mean(Quantity.TENSOR_ACTIVITY));
        readings.put(Metric.DRAM_BANDWIDTH, device.mean(Quantity.DRAM_BANDWIDTH));
        readings.put(Metric.SM_CLOCK, device.median(Quantity.SM_CLOCK));
        readings.put(Metric.PEAK_TEMPERATURE, device.most(Quantity.TEMPERATURE));
        readings.put(Metric.PEAK_MEMORY, samples.peakMemory());
        readings.put(Metric.MEMORY_PER_REPLICA, perReplica(samples));
        readings.put(Metric.FAIRNESS, fairness(samples));
        return new PointMetrics(readings);
    }

    /**
     * The times of one replica, by the same formulas; what is measured of the whole device is unavailable and not divided.
     *
     * @param replica from 0
     */
    public static PointMetrics ofReplica(PointSamples samples, int replica) {
        return ofSome(samples, List.of(replica), "a replica");
    }

    /**
     * The times of the replicas of one part of a point together, by the same formulas; what is measured of the whole device is
     * unavailable and not divided.
     *
     * @param part from 0, as in {@link Point#parts}
     */
    public static PointMetrics ofPart(PointSamples samples, int part) {
        return ofSome(samples,
                IntStream.range(0, samples.replicas())
                        .filter(i -> samples.places().get(i).part() == part)
                        .boxed()
                        .toList(),
                "some of its replicas");
    }

    private static PointMetrics ofSome(PointSamples samples, List<Integer> replicas, String whose) {
        Map<Metric, Reading> readings = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            readings.put(metric, new Reading.Unavailable("measured of the whole device, not of " + whose));
        }
        if (samples.windows().stream().allMatch(JointWindow::joint)) {
            times(samples.windows(), samples.windows().stream().map(window -> window.work(replicas)).toList(),
                    replicas.size(), readings);
        }
        return new PointMetrics(readings);
    }

    private static void times(List<JointWindow> windows, List<JointWindow.Work> work, int replicas,
            Map<Metric, Reading> readings) {
        double[] seconds = windows.stream().mapToDouble(window -> window.nanos() / NANOS_PER_SECOND).toArray();
        readings.put(Metric.TTFT_MEDIAN, medianMillis(work, JointWindow.Work::prefills));
        readings.put(Metric.REQUEST_LATENCY_MEDIAN, medianMillis(work, JointWindow.Work::requestNanos));
        readings.put(Metric.OUTPUT_THROUGHPUT, ratio(work, JointWindow.Work::outputTokens, seconds));
        readings.put(Metric.TOTAL_THROUGHPUT,
                ratio(work, part -> part.outputTokens() + part.promptTokens(), seconds));
        readings.put(Metric.REQUEST_THROUGHPUT, ratio(work, JointWindow.Work::requests, seconds));
        Latencies steps = Latencies.merged(work.stream().map(part -> Latencies.of(part.steps())).toList());
        if (steps.count() == 0) {
            Reading none = new Reading.Unavailable("no decode step: the only output token comes from prefill");
            readings.put(Metric.ITL_MEDIAN, none);
            readings.put(Metric.ITL_MEAN, none);
            readings.put(Metric.ITL_P99, none);
            readings.put(Metric.DECODE_THROUGHPUT, none);
            return;
        }
        int n = Math.toIntExact(steps.count());
        readings.put(Metric.ITL_MEDIAN, new Reading.Value(steps.percentileNanos(50) / NANOS_PER_MILLI, n));
        readings.put(Metric.ITL_MEAN, mean(work));
        readings.put(Metric.ITL_P99, n < MIN_SAMPLES_P99
                ? new Reading.Unavailable("n too small: " + n + " of " + MIN_SAMPLES_P99 + " steps")
                : new Reading.Value(steps.percentileNanos(99) / NANOS_PER_MILLI, n));
        readings.put(Metric.DECODE_THROUGHPUT, ratio(work, JointWindow.Work::decodeTokens,
                work.stream().mapToDouble(part -> part.decodeNanos() / replicas / NANOS_PER_SECOND).toArray()));
    }

    private static Reading perReplica(PointSamples samples) {
        if (samples.memoryBefore() instanceof Reading.Unavailable(String reason)) {
            return new Reading.Unavailable(reason);
        }
        return switch (samples.peakMemory()) {
            case Reading.Unavailable unavailable -> unavailable;
            case Reading.Value peak -> new Reading.Value(
                    (peak.value() - samples.memoryBefore().asDouble().orElseThrow()) / samples.replicas(), peak.n());
        };
    }

    /** The smallest over the parts of a point of slowest over fastest replica. */
    private static Reading fairness(PointSamples samples) {
        Map<Integer, List<Double>> tokensByPart = new TreeMap<>();
        for (int i = 0; i < samples.replicas(); i++) {
            int replica = i;
            tokensByPart.computeIfAbsent(samples.places().get(i).part(), _ -> new ArrayList<>())
                    .add(samples.windows().stream().mapToDouble(window -> window.work(replica).outputTokens()).sum());
        }
        return tokensByPart.values()
                .stream()
                .filter(tokens -> tokens.size() > 1)
                .min(Comparator.comparingDouble(PointMetrics::slowestToFastest))
                .<Reading>map(tokens -> new Reading.Value(slowestToFastest(tokens), tokens.size()))
                .orElse(new Reading.Unavailable("takes two equal replicas"));
    }

    private static double slowestToFastest(List<Double> tokens) {
        return Collections.min(tokens) / Collections.max(tokens);
    }

    /** The ratio of the sums over all windows, with the interval of the windows' own ratios. */
    private static Reading ratio(List<JointWindow.Work> work, ToDoubleFunction<JointWindow.Work> dividend,
            double[] divisors) {
        double[] dividends = work.stream().mapToDouble(dividend).toArray();
        return new Reading.Value(Arrays.stream(dividends).sum() / Arrays.stream(divisors).sum(), work.size(),
                RepeatInterval.ofRatios(dividends, divisors), Optional.empty());
    }

    /** With the interval of the windows' own means, where each has a step. */
    private static Reading mean(List<JointWindow.Work> work) {
        double[] millis = work.stream()
                .mapToDouble(part -> part.steps().stream().mapToLong(Long::longValue).sum() / NANOS_PER_MILLI)
                .toArray();
        double[] counts = work.stream().mapToDouble(part -> part.steps().size()).toArray();
        double steps = Arrays.stream(counts).sum();
        return new Reading.Value(Arrays.stream(millis).sum() / steps, (int) steps,
                Arrays.stream(counts).allMatch(count -> count > 0)
                        ? RepeatInterval.ofRatios(millis, counts)
                        : Optional.empty(),
                Optional.empty());
    }

    private static Reading medianMillis(List<JointWindow.Work> work, Function<JointWindow.Work, List<Long>> of) {
        double[] nanos = work.stream()
                .flatMap(part -> of.apply(part).stream())
                .mapToDouble(Long::doubleValue)
                .toArray();
        return nanos.length == 0
                ? new Reading.Unavailable("none ended while all replicas ran")
                : new Reading.Value(DeviceMetrics.median(nanos) / NANOS_PER_MILLI, nanos.length);
    }
}
