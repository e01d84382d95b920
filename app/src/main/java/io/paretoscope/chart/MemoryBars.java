package io.paretoscope.chart;

import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the points of a series need of the device's memory, by the estimate of the plan, beside what they were seen to take. All in GiB.
 *
 * @param series model, and how it shares the device
 * @param bars by batch
 * @param device the device's memory; empty where nobody told
 */
public record MemoryBars(String series, List<Bar> bars, OptionalDouble device) {

    private static final double BYTES_PER_GIB = 1L << 30;
    private static final Pattern GIBIBYTES = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) GiB");

    /** A part of the memory of a point. */
    public enum Part {
        WEIGHTS("weights"),
        KV_CACHE("KV cache"),
        ACTIVATIONS("activations"),
        RESERVE("libraries and slack");

        private final String label;

        Part(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }

        long of(MemoryEstimate estimate) {
            return switch (this) {
                case WEIGHTS -> estimate.weights();
                case KV_CACHE -> estimate.kvCache();
                case ACTIVATIONS -> estimate.activations();
                case RESERVE -> estimate.reserve();
            };
        }
    }

    /**
     * A point.
     *
     * @param batch on each replica
     * @param estimate what it was estimated to need
     * @param peak the most that was in use, or why that is not known
     */
    public record Bar(int batch, MemoryEstimate estimate, Reading peak) {
        double gib(Part part) {
            return part.of(estimate) / BYTES_PER_GIB;
        }

        double total() {
            return estimate.total() / BYTES_PER_GIB;
        }
    }

    public MemoryBars {
        bars = List.copyOf(bars);
    }

    /** The series of a run, in its order; points that were skipped or failed have their estimate, too. */
    public static List<MemoryBars> of(List<PointResult> results, Conditions conditions) {
        Map<String, List<Bar>> series = new LinkedHashMap<>();
        List<ChartPoint> points = ChartSource.points(results);
        for (int i = 0; i < results.size(); i++) {
            PointResult result = results.get(i);
            Reading peak = switch (result.outcome()) {
                case PointOutcome.Measured measured -> MetricDisplay.scaled(Metric.PEAK_MEMORY,
                        measured.metrics().reading(Metric.PEAK_MEMORY));
                case PointOutcome.Failed(String reason) -> new Reading.Unavailable("failed: " + reason);
                case PointOutcome.Skipped(String reason) -> new Reading.Unavailable("skipped: " + reason);
            };
            series.computeIfAbsent(points.get(i).series(), _ -> new ArrayList<>())
                    .add(new Bar(result.point().batch(), result.memory(), peak));
        }
        OptionalDouble device = device(conditions);
        return series.entrySet()
                .stream()
                .map(entry -> new MemoryBars(entry.getKey(), entry.getValue()
                        .stream()
                        .sorted(Comparator.comparingInt(Bar::batch))
                        .toList(), device))
                .toList();
    }

    /** A run keeps its device's memory in words. */
    private static OptionalDouble device(Conditions conditions) {
        Matcher matcher = GIBIBYTES.matcher(conditions.settled().getOrDefault("device memory", ""));
        return matcher.matches() ? OptionalDouble.of(Double.parseDouble(matcher.group(1))) : OptionalDouble.empty();
    }

    /** The share of the device that is used by the point that needs or took most; empty where nobody told how much it has. */
    public OptionalDouble fullest() {
        double most = bars.stream()
                .mapToDouble(bar -> Math.max(bar.total(), bar.peak().asDouble().orElse(0)))
                .max()
                .orElse(0);
        return device.isPresent() ? OptionalDouble.of(most / device.getAsDouble()) : device;
    }

    /** What is left of the device beside {@code bar}; empty where nobody told how much it has. */
    OptionalDouble free(Bar bar) {
        return device.isPresent()
                ? OptionalDouble.of(Math.max(0, device.getAsDouble() - bar.peak().asDouble().orElse(bar.total())))
                : OptionalDouble.empty();
    }

    /** Every bar in numbers. */
    public ShownTable table() {
        List<String> head = new ArrayList<>(List.of("series", "batch"));
        for (Part part : Part.values()) {
            head.add("estimated " + part.label() + " (GiB)");
        }
        head.addAll(List.of("measured peak (GiB)", "free (GiB)", "notes"));
        return new ShownTable(head, bars.stream().map(bar -> {
            List<String> row = new ArrayList<>(List.of(series, "" + bar.batch()));
            for (Part part : Part.values()) {
                row.add("" + bar.gib(part));
            }
            row.add(bar.peak().asDouble().isPresent() ? "" + bar.peak().asDouble().getAsDouble() : "");
            row.add(free(bar).isPresent() ? "" + free(bar).getAsDouble() : "");
            row.add(bar.peak() instanceof Reading.Unavailable(String reason) ? reason : "");
            return row;
        }).toList());
    }
}
