package io.paretoscope.chart;

import io.paretoscope.sweep.Interval;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What runs along an axis of a chart: a metric, the load, the size of the model, or a metric's share for a user or a GPU. */
public sealed interface Dimension {
    /** Identity, the unit at its end, for files. */
    String key();

    /** The name on the screen, without the unit. */
    String label();

    /** The unit of {@link #of}, which is the one on the screen; empty for plain numbers. */
    String unit();

    /** Which way is better; empty where neither is. */
    Optional<Metric.Direction> better();

    /** Where a point lies, in {@link #unit}. */
    Reading of(ChartPoint point);

    /** Whether its values are usually a power of two apart. */
    default boolean doubling() {
        return false;
    }

    /** Name and unit. */
    default String title() {
        return unit().isEmpty() ? label() : label() + " (" + unit() + ")";
    }

    /** The name within a sentence: {@code batch size}, but {@code ITL median}. */
    default String nameWithin() {
        boolean abbreviation = Character.isUpperCase(label().charAt(1));
        return abbreviation ? label() : Character.toLowerCase(label().charAt(0)) + label().substring(1);
    }

    /** Everything that can be laid along an axis, the load first. */
    static List<Dimension> all() {
        return Stream.<Dimension>concat(Stream.concat(Arrays.stream(Load.values()), Arrays.stream(Share.values())),
                Arrays.stream(Metric.values()).map(OfMetric::new)).toList();
    }

    /** A metric as an axis. */
    static Dimension of(Metric metric) {
        return new OfMetric(metric);
    }

    /**
     * A metric.
     *
     * @param metric it
     */
    record OfMetric(Metric metric) implements Dimension {
        @Override
        public String key() {
            return metric.key();
        }

        @Override
        public String label() {
            return metric.label();
        }

        @Override
        public String unit() {
            return MetricDisplay.unit(metric);
        }

        @Override
        public Optional<Metric.Direction> better() {
            return Optional.of(metric.better());
        }

        @Override
        public Reading of(ChartPoint point) {
            return MetricDisplay.scaled(metric, point.candidate().reading(metric));
        }
    }

    /** What a point was given to do. */
    enum Load implements Dimension {
        /** Sequences that run together on each replica. */
        BATCH("batch_size", "Batch size", ""),
        /** Sequences on the device at once. */
        TOTAL_BATCH("total_batch", "Total batch", ""),
        /** Parameters of the model. */
        MODEL_SIZE("model_parameters_m", "Model size", "M parameters");

        private static final double MILLION = 1e6;

        private final String key;
        private final String label;
        private final String unit;

        Load(String key, String label, String unit) {
            this.key = key;
            this.label = label;
            this.unit = unit;
        }

        @Override
        public String key() {
            return key;
        }

        @Override
        public String label() {
            return label;
        }

        @Override
        public String unit() {
            return unit;
        }

        @Override
        public Optional<Metric.Direction> better() {
            return Optional.empty();
        }

        @Override
        public boolean doubling() {
            return this != MODEL_SIZE;
        }

        @Override
        public Reading of(ChartPoint point) {
            return switch (this) {
                case BATCH -> new Reading.Value(point.batch(), 1);
                case TOTAL_BATCH -> new Reading.Value(point.candidate().batch(), 1);
                case MODEL_SIZE -> point.parameters().isPresent()
                        ? new Reading.Value(point.parameters().getAsLong() / MILLION, 1)
                        : new Reading.Unavailable("no single model of a known size");
            };
        }
    }

    /** Output throughput as those see it who use the device, and those who pay for it. */
    enum Share implements Dimension {
        /** Output throughput / sequences on the device at once. */
        PER_USER("output_tokens_per_s_per_user", "Output per user", "tokens/s/user"),
        /** Output throughput of the one device of a run. */
        PER_GPU("output_tokens_per_s_per_gpu", "Output per GPU", "tokens/s/GPU");

        private final String key;
        private final String label;
        private final String unit;

        Share(String key, String label, String unit) {
            this.key = key;
            this.label = label;
            this.unit = unit;
        }

        @Override
        public String key() {
            return key;
        }

        @Override
        public String label() {
            return label;
        }

        @Override
        public String unit() {
            return unit;
        }

        @Override
        public Optional<Metric.Direction> better() {
            return Optional.of(Metric.Direction.UP);
        }

        @Override
        public Reading of(ChartPoint point) {
            Reading throughput = point.candidate().reading(Metric.OUTPUT_THROUGHPUT);
            return switch (this) {
                case PER_USER -> divided(throughput, point.candidate().batch());
                case PER_GPU -> point.onGpu()
                        ? throughput
                        : new Reading.Unavailable("the run was not on a GPU");
            };
        }

        private static Reading divided(Reading reading, double by) {
            return switch (reading) {
                case Reading.Unavailable none -> none;
                case Reading.Value(double value, int n, Optional<Interval> interval, Optional<String> source) ->
                    new Reading.Value(value / by, n,
                            interval.map(ends -> new Interval(ends.low() / by, ends.high() / by, ends.runs())), source);
            };
        }
    }

    /** Where decode steps stand under the ceilings of their device. Its values are no property of a point alone: see {@link RooflinePlane}. */
    enum Step implements Dimension {
        /** Operations for each byte that must be read. */
        INTENSITY("intensity_flop_per_byte", "Intensity", "FLOP/byte"),
        /** Operations per second, of all replicas. */
        ACHIEVED("achieved_gflop_per_s", "Operations of decode steps", "GFLOP/s");

        private final String key;
        private final String label;
        private final String unit;

        Step(String key, String label, String unit) {
            this.key = key;
            this.label = label;
            this.unit = unit;
        }

        @Override
        public String key() {
            return key;
        }

        @Override
        public String label() {
            return label;
        }

        @Override
        public String unit() {
            return unit;
        }

        @Override
        public Optional<Metric.Direction> better() {
            return Optional.empty();
        }

        @Override
        public Reading of(ChartPoint point) {
            return new Reading.Unavailable("it is known under ceilings alone");
        }
    }
}
