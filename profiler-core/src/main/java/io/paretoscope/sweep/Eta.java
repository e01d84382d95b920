package io.paretoscope.sweep;

import io.paretoscope.engine.WindowRule;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How long the rest of a sweep will take. A batch's cost is taken as the bytes and the floating-point operations of its run;
 * what those cost on this device is learnt from the points that have ended. A point then takes its windows, as long as their
 * rule makes them for such batches, and what the last points took beside their windows. Pure: it is told the times.
 */
final class Eta {
    private record Seen(double cost, double batchNanos, double besideNanos) {}

    private final int repeats;
    private final WindowRule rule;
    private final List<Seen> seen = new ArrayList<>();

    Eta(int repeats, WindowRule rule) {
        this.repeats = repeats;
        this.rule = rule;
    }

    /**
     * Takes note of a point that was measured.
     *
     * @param batchNanos what a batch took on average
     * @param nanos what the whole point took, loading left out
     */
    void ended(Point point, double batchNanos, long nanos) {
        seen.add(new Seen(cost(point), batchNanos, Math.max(0, nanos - repeats * windowNanos(batchNanos))));
    }

    /** Time for {@code remaining}; empty while nothing has been measured. */
    Optional<Duration> remaining(List<Point> remaining) {
        if (seen.isEmpty()) {
            return Optional.empty();
        }
        // The last points are the most like those to come: a sweep usually grows.
        List<Seen> recent = seen.subList(Math.max(0, seen.size() - 3), seen.size());
        double nanosPerCost = recent.stream().mapToDouble(Seen::batchNanos).sum()
                / recent.stream().mapToDouble(Seen::cost).sum();
        double beside = recent.stream().mapToDouble(Seen::besideNanos).average().orElseThrow();
        double nanos = remaining.stream()
                .mapToDouble(point -> repeats * windowNanos(cost(point) * nanosPerCost) + beside)
                .sum();
        return Optional.of(Duration.ofNanos((long) nanos));
    }

    private double windowNanos(double batchNanos) {
        double batches = Math.max(rule.leastBatches(), Math.ceil(rule.leastNanos() / batchNanos));
        double most = Math.max(1, Math.ceil(rule.mostNanos() / batchNanos));
        return Math.min(batches, most) * batchNanos;
    }

    /** In units of reading one byte of weights; a few operations come with each byte for free. */
    private static double cost(Point point) {
        final double operationsPerByte = 16;
        double cost = 0;
        for (Part part : point.parts()) {
            OptConfig config = part.model().config();
            double bytes = config.weightBytesPerStep(point.precision());
            double kv = (double) config.kvBytesPerToken(point.precision()) * part.batch() * point.sequenceTokens();
            double tokens = (double) part.batch() * point.promptTokens();
            double prefill = 2 * tokens * config.weightBytesPerStep(Precision.FP32) / Precision.FP32.bytes();
            double step = config.decodeFlops(part.batch(), point.sequenceTokens());
            // Replicas share the device: each slows the others by about what it takes itself.
            cost += part.replicas() * (point.outputTokens() * (bytes + kv + step / operationsPerByte)
                    + prefill / operationsPerByte);
        }
        return cost;
    }
}
