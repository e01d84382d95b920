package io.paretoscope.analysis;

import io.paretoscope.opt.Precision;
import io.paretoscope.selftest.Check;
import io.paretoscope.selftest.SelfTestSummary;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Decode steps under the two ceilings of their device (Williams, Waterman and Patterson, <em>Roofline</em>, 2009): how many operations
 * they do for each byte that they must read, how fast they are, and how fast the device could be at that.
 *
 * @param ceilings of the device, as the run's self-test measured them
 * @param places of every point, in order
 */
public record Roofline(Ceilings ceilings, List<Place> places) {
    private static final double GIGA = 1e9;
    private static final double TERA = 1e12;
    private static final double MILLIS = 1e3;

    /**
     * What no step can be faster than.
     *
     * @param bytesPerSecond of a copy within the device's memory, bytes read and written together
     * @param flopsPerSecond of a large product of matrices in the run's precision
     */
    public record Ceilings(double bytesPerSecond, double flopsPerSecond) {

        /** Those of a self-test; empty where it has not measured both. */
        public static Optional<Ceilings> of(SelfTestSummary selfTest, Precision precision) {
            OptionalDouble copy = best(selfTest, "copy_rate");
            OptionalDouble matrix = best(selfTest, "matrix_rate_" + precision.label());
            return copy.isPresent() && matrix.isPresent()
                    ? Optional.of(new Ceilings(copy.getAsDouble() * GIGA, matrix.getAsDouble() * TERA))
                    : Optional.empty();
        }

        private static OptionalDouble best(SelfTestSummary selfTest, String check) {
            return selfTest.checks()
                    .stream()
                    .filter(one -> one.key().equals(check))
                    .flatMap(one -> one.figures().stream())
                    .filter(figure -> figure.name().equals("best"))
                    .mapToDouble(Check.Figure::value)
                    .findFirst();
        }

        /** Operations for each byte at which both ceilings meet. */
        public double ridge() {
            return flopsPerSecond / bytesPerSecond;
        }
    }

    /** Which of the ceilings is the lower one for a step. */
    public enum Bound {
        /** Weights and KV cache cannot be read faster. */
        MEMORY,
        /** Products cannot be computed faster. */
        COMPUTE
    }

    /** Where a point stands. */
    public sealed interface Place {
        /** The point. */
        PointResult result();

        /**
         * Under the ceilings.
         *
         * @param result the point
         * @param intensity operations of a step for each byte that it must read
         * @param achieved operations per second of all replicas
         * @param attainable the most at that intensity
         * @param stepMillis mean ITL
         * @param weightsMillis time to read the weights of every replica once
         * @param kvMillis time to read the KV cache of every replica once, at its mean length
         * @param computeMillis time to do the products of every replica
         */
        record Placed(PointResult result, double intensity, double achieved, double attainable, double stepMillis,
                double weightsMillis, double kvMillis, double computeMillis) implements Place {

            /** The least time of a step: all reading, or all computing, whichever is longer. */
            public double floorMillis() {
                return Math.max(readingMillis(), computeMillis);
            }

            /** Which of the two that is. */
            public Bound bound() {
                return computeMillis > readingMillis() ? Bound.COMPUTE : Bound.MEMORY;
            }

            /** Time to read weights and KV cache once. */
            public double readingMillis() {
                return weightsMillis + kvMillis;
            }

            /**
             * What the least time leaves unexplained: launching, kernels that read more than once, and waiting. 0 where a step is faster
             * than the ceilings allow, as one can be whose weights stay in a cache.
             */
            public double restMillis() {
                return Math.max(0, stepMillis - floorMillis());
            }

            /** The rest as a share of the step. */
            public double restShare() {
                return restMillis() / stepMillis;
            }

            /** How many times the least time a step takes. */
            public double timesFloor() {
                return stepMillis / floorMillis();
            }
        }

        /**
         * Nowhere.
         *
         * @param result the point
         * @param reason why
         */
        record Unplaced(PointResult result, String reason) implements Place {}
    }

    public Roofline {
        places = List.copyOf(places);
    }

    /** Where every point stands. */
    public static Roofline of(List<PointResult> results, Ceilings ceilings) {
        return new Roofline(ceilings, results.stream().map(result -> place(result, ceilings)).toList());
    }

    private static Place place(PointResult result, Ceilings ceilings) {
        return switch (result.outcome()) {
            case PointOutcome.Failed(String reason) -> new Place.Unplaced(result, "failed: " + reason);
            case PointOutcome.Skipped(String reason) -> new Place.Unplaced(result, "skipped: " + reason);
            case PointOutcome.Measured measured when result.point().placement().mixed() ->
                new Place.Unplaced(result, "steps of different models have no one intensity");
            case PointOutcome.Measured measured -> switch (measured.metrics().reading(Metric.ITL_MEAN)) {
                case Reading.Unavailable(String reason) -> new Place.Unplaced(result, reason);
                case Reading.Value step -> placed(result, step.value(), ceilings);
            };
        };
    }

    private static Place placed(PointResult result, double stepMillis, Ceilings ceilings) {
        Point point = result.point();
        int replicas = point.placement().replicas();
        StepWork work = StepWork.of(point);
        double flopsPerSecond = ceilings.flopsPerSecond();
        double bytesPerSecond = ceilings.bytesPerSecond();
        return new Place.Placed(result, work.intensity(), MILLIS * replicas * work.flops() / stepMillis,
                Math.min(flopsPerSecond, work.intensity() * bytesPerSecond), stepMillis,
                MILLIS * replicas * work.weightBytes() / bytesPerSecond,
                MILLIS * replicas * work.kvBytes() / bytesPerSecond,
                MILLIS * replicas * work.flops() / flopsPerSecond);
    }
}
