package io.paretoscope.sweep;

import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How long the rest of a sweep will take. A point's cost is taken as the bytes and the floating-point operations of its run;
 * what those cost on this device is learnt from the points that have ended. Pure: it is told the times.
 */
final class Eta {
    private record Seen(double cost, long nanos) {}

    private final List<Seen> seen = new ArrayList<>();

    /** Takes note of a point that was measured, loading left out. */
    void ended(Point point, long nanos) {
        seen.add(new Seen(cost(point), nanos));
    }

    /** Time for {@code remaining}; empty while nothing has been measured. */
    Optional<Duration> remaining(List<Point> remaining) {
        if (seen.isEmpty()) {
            return Optional.empty();
        }
        // The last points are the most like those to come: a sweep usually grows.
        List<Seen> recent = seen.subList(Math.max(0, seen.size() - 3), seen.size());
        double nanosPerCost = recent.stream().mapToDouble(Seen::nanos).sum()
                / recent.stream().mapToDouble(Seen::cost).sum();
        double nanos = remaining.stream().mapToDouble(Eta::cost).sum() * nanosPerCost;
        return Optional.of(Duration.ofNanos((long) nanos));
    }

    /** In units of reading one byte of weights; a few operations come with each byte for free. */
    private static double cost(Point point) {
        final double operationsPerByte = 16;
        OptConfig config = point.model().config();
        double bytes = config.weightBytesPerStep(point.precision());
        double kv = (double) config.kvBytesPerToken(point.precision()) * point.batch() * point.sequenceTokens();
        double tokens = (double) point.batch() * point.promptTokens();
        double prefill = 2 * tokens * config.weightBytesPerStep(Precision.FP32) / Precision.FP32.bytes();
        double step = config.decodeFlops(point.batch(), point.sequenceTokens());
        return point.outputTokens() * (bytes + kv + step / operationsPerByte) + prefill / operationsPerByte;
    }
}
