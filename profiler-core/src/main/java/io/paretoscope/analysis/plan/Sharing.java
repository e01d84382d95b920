package io.paretoscope.analysis.plan;

import io.paretoscope.analysis.prediction.StepModel;
import io.paretoscope.analysis.prediction.Workload;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How engines that share a device slow each other: all take max(1, κ · Σ busy) times as long, where busy is the share of time in
 * which an engine alone keeps kernels running. With κ = 1 the shares add up: what one leaves idle is for the others, and beyond
 * that all wait alike. κ is what was measured of the mode.
 *
 * @param mode how they share
 * @param factor κ: the geometric mean of those measured, 1 where none was
 * @param least the smallest measured; empty where none was
 * @param most the largest measured; empty where none was
 * @param measured how many were
 */
record Sharing(ReplicaMode mode, double factor, OptionalDouble least, OptionalDouble most, int measured) {
    /** Without a measurement. */
    static Sharing assumed(ReplicaMode mode) {
        return new Sharing(mode, 1, OptionalDouble.empty(), OptionalDouble.empty(), 0);
    }

    /** As the VALID points with several engines of that mode and of the model's kind have it, wherever each was also measured alone. */
    static Sharing of(List<PointResult> results, StepModel model, ReplicaMode mode) {
        List<Double> factors = new ArrayList<>();
        for (PointResult result : results) {
            if (result.point().placement().mode() == mode && result.point().placement().total() > 1
                    && result.decodedBy() == model.engine()
                    && result.point().placement().threadPercentage().isEmpty()
                    && result.outcome() instanceof PointOutcome.Measured measured
                    && measured.verdict().kind() == Verdict.Kind.VALID) {
                factors.addAll(factors(result.point(), measured, model));
            }
        }
        if (factors.isEmpty()) {
            return assumed(mode);
        }
        double logs = factors.stream().mapToDouble(Math::log).average().orElseThrow();
        return new Sharing(mode, Math.exp(logs), OptionalDouble.of(Collections.min(factors)),
                OptionalDouble.of(Collections.max(factors)), factors.size());
    }

    private static List<Double> factors(Point point, PointOutcome.Measured measured, StepModel model) {
        List<Part> parts = point.parts();
        double busy = 0;
        for (Part part : parts) {
            busy += part.replicas() * model.busyShare(workload(point, part)).orElse(1);
        }
        List<Double> factors = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            PointMetrics metrics = parts.size() == 1 ? measured.metrics() : PointMetrics.ofPart(measured.samples(), i);
            OptionalDouble together = metrics.reading(Metric.ITL_MEAN).asDouble();
            OptionalDouble alone = model.measured(workload(point, parts.get(i)))
                    .map(one -> one.value(Metric.ITL_MEAN))
                    .orElse(OptionalDouble.empty());
            if (together.isPresent() && alone.isPresent()) {
                factors.add(together.getAsDouble() / alone.getAsDouble() / Math.max(1, busy));
            }
        }
        return factors;
    }

    private static Workload workload(Point point, Part part) {
        return new Workload(part.model().config(), point.precision(), part.batch(), point.promptTokens(),
                point.outputTokens());
    }

    /** How many times longer everything takes. */
    double stretch(double busy, int engines) {
        return stretch(factor, busy, engines);
    }

    /** The same at the smallest factor measured; 1 where none was. */
    double leastStretch(double busy, int engines) {
        return least.isPresent() ? stretch(least.getAsDouble(), busy, engines) : 1;
    }

    /** The same at the largest factor measured; where none was, all of them in turn. */
    double mostStretch(double busy, int engines) {
        return most.isPresent() ? stretch(most.getAsDouble(), busy, engines) : engines;
    }

    private static double stretch(double factor, double busy, int engines) {
        return engines == 1 ? 1 : Math.max(1, factor * busy);
    }
}
