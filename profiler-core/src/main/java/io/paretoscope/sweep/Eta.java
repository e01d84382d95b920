package io.paretoscope.sweep;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.WindowRule;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.ReplicaMode;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How long the rest of a sweep will take. Each visit of a point takes its windows, as long as their rule makes them for such
 * batches, and what goes on beside them; each change of the model takes its loading. What batches, loading and the rest take on
 * this device is learnt from what has ended:
 *
 * <ul>
 * <li>a batch, of each kind of engine: launching each layer of each step, and moving the bytes and doing the operations of its steps. On a GPU the
 * launches alone can be nearly all of it, so that a model of a hundred times the size takes no longer;
 * <li>beside the windows: something fixed, and some batches, for warming up, for a batch that is thrown away and for the check;
 * <li>loading: starting a worker, and moving the weights.
 * </ul>
 *
 * Pure: it is told the times.
 */
final class Eta {
    /** A server's GPU reads its memory at about 2 TB/s, give or take a half. */
    private static final double GPU_NANOS_PER_BYTE = 1 / 2000.0;
    /** Slow for a processor, and few of its steps are launching: its first batch is taken for nothing but work. */
    private static final double CPU_NANOS_PER_BYTE = 1 / 5.0;
    /** Weights are read from a disk, or made from random numbers, at about 2 GB/s. */
    private static final double LOAD_NANOS_PER_BYTE = 1 / 2.0;
    /** The batch that is thrown away. */
    private static final double BATCHES_BESIDE = 1;

    /**
     * A visit of a point.
     *
     * @param windows how many are taken at it
     */
    record Visit(Point point, int windows) {}

    /**
     * What has to be loaded for a point; points of which it is the same share what is loaded.
     *
     * @param models of each replica
     */
    record Loaded(List<ModelSource> models, EngineKind engine, ReplicaMode mode, OptionalInt threadPercentage) {
        static Loaded of(Point point) {
            return new Loaded(
                    point.partOfReplica().stream().map(part -> point.parts().get(part)).map(Part::model).toList(),
                    point.engine(), point.placement().mode(), point.placement().threadPercentage());
        }
    }

    private final WindowRule rule;
    private final double guess;
    private final Map<EngineKind, LearntCost> batches = new EnumMap<>(EngineKind.class);
    private final LearntCost beside = new LearntCost(BATCHES_BESIDE);
    private final LearntCost loading = new LearntCost(LOAD_NANOS_PER_BYTE);

    /**
     * Nothing has been measured yet.
     *
     * @param cpu whether it is measured on the CPU
     */
    Eta(WindowRule rule, boolean cpu) {
        this.rule = rule;
        guess = cpu ? CPU_NANOS_PER_BYTE : GPU_NANOS_PER_BYTE;
    }

    /** Takes note that a model was loaded, starting a worker for it included. */
    void loaded(Point point, long nanos) {
        loading.paid(1, weightBytes(point), (double) nanos);
    }

    /**
     * Takes note of a visit.
     *
     * @param batchNanos what a batch took on average
     * @param nanos what the whole visit took, loading left out
     */
    void visited(Visit visit, double batchNanos, long nanos) {
        batches.computeIfAbsent(visit.point().engine(), _ -> new LearntCost(guess))
                .paid(launches(visit.point()), work(visit.point()), batchNanos);
        // At least the batch that was thrown away, whatever the average says.
        beside.paid(1, batchNanos, Math.max(batchNanos, nanos - visit.windows() * windowNanos(batchNanos)));
    }

    /**
     * Time for {@code visits}; empty while nothing has been measured.
     *
     * @param visits what is still to come, in order
     * @param open what is loaded
     */
    Optional<Duration> remaining(List<Visit> visits, Optional<Loaded> open) {
        if (batches.isEmpty()) {
            return Optional.empty();
        }
        double nanos = 0;
        Optional<Loaded> loaded = open;
        for (Visit visit : visits) {
            Point point = visit.point();
            if (!loaded.equals(Optional.of(Loaded.of(point)))) {
                nanos += loading.known() ? loading.nanos(1, weightBytes(point)) : 0;
                loaded = Optional.of(Loaded.of(point));
            }
            double batchNanos = batchOf(point.engine()).nanos(launches(point), work(point));
            nanos += visit.windows() * windowNanos(batchNanos) + beside.nanos(1, batchNanos);
        }
        return Optional.of(Duration.ofNanos((long) nanos));
    }

    /** What is known of that kind of engine; of another, while nothing is. */
    private LearntCost batchOf(EngineKind engine) {
        LearntCost own = batches.get(engine);
        return own == null ? batches.values().iterator().next() : own;
    }

    private double windowNanos(double batchNanos) {
        double batches = Math.max(rule.leastBatches(), Math.ceil(rule.leastNanos() / batchNanos));
        double most = Math.max(1, Math.ceil(rule.mostNanos() / batchNanos));
        return Math.min(batches, most) * batchNanos;
    }

    private static double weightBytes(Point point) {
        return MemoryEstimate.of(point).weights();
    }

    /** Layers that are launched for a batch: prefill is one step more, and gives the first token. */
    private static double launches(Point point) {
        return (double) point.model().config().layers() * point.outputTokens();
    }

    /** In units of reading one byte of weights; a few operations come with each byte for free. */
    private static double work(Point point) {
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
