package io.paretoscope.analysis;

import io.paretoscope.engine.EngineKind;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.replica.Placement;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointResult;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What free memory beside a batch could hold, by the estimate that a plan is checked with.
 *
 * @param bytes that are free
 * @param moreStreams replicas of the same model and batch that it holds besides, sharing the weights
 * @param moreProcesses the same with weights and a process each
 * @param measured what more replicas of that batch brought where the run has measured it, the most throughput first
 * @param otherModels other OPT sizes that it holds with at least one sequence, the largest first
 */
public record FreedMemory(double bytes, long moreStreams, long moreProcesses, List<ReplicaComparison.Row> measured,
        List<String> otherModels) {
    public FreedMemory {
        measured = List.copyOf(measured);
        otherModels = List.copyOf(otherModels);
    }

    /** For advice on points of one run; empty where the advice frees none. */
    public static Optional<FreedMemory> of(BatchAdvice advice, List<PointResult> results) {
        if (!(advice.answer() instanceof BatchAdvice.Answer.Choose choose) || choose.freedBytes().isEmpty()
                || choose.freedBytes().getAsDouble() <= 0) {
            return Optional.empty();
        }
        return results.stream()
                .filter(result -> result.point().placement().alone()
                        && result.point().label().equals(choose.candidate().label()))
                .findFirst()
                .map(result -> of(choose.freedBytes().getAsDouble(), result.point(), results));
    }

    /** For so many bytes beside {@code point}, one of {@code results}. */
    public static FreedMemory of(double bytes, Point point, List<PointResult> results) {
        List<String> others = OptCatalog.models()
                .stream()
                .filter(config -> !config.name().equals(point.model().config().name())
                        && needed(config, point) <= bytes)
                .sorted(Comparator.comparingLong(OptConfig::parameters).reversed())
                .map(OptConfig::name)
                .toList();
        List<ReplicaComparison.Row> measured = ReplicaComparison.of(results, ReplicaComparison.Basis.BATCH_EACH)
                .stream()
                .filter(comparison -> comparison.model().equals(point.modelLabel())
                        && comparison.engine() == decodedBy(point, results)
                        && comparison.batch() == point.batch())
                .flatMap(comparison -> comparison.rows().stream())
                .filter(row -> row.throughput() instanceof Gain.Ratio)
                .sorted(Comparator.<ReplicaComparison.Row>comparingDouble(
                        row -> ((Gain.Ratio) row.throughput()).ratio())
                        .reversed())
                .toList();
        return new FreedMemory(bytes, more(bytes, point, ReplicaMode.STREAMS),
                more(bytes, point, ReplicaMode.PROCESSES),
                measured, others);
    }

    private static long needed(OptConfig config, Point point) {
        return MemoryEstimate.of(config, 1, point.promptTokens(), point.sequenceTokens(), point.precision(),
                point.device(), point.engine()).total();
    }

    private static EngineKind decodedBy(Point point, List<PointResult> results) {
        return results.stream()
                .filter(result -> result.point().equals(point))
                .map(PointResult::decodedBy)
                .findFirst()
                .orElse(point.engine());
    }

    private static long more(double bytes, Point point, ReplicaMode mode) {
        long two = MemoryEstimate.of(replicated(point, mode, 2)).total();
        long one = MemoryEstimate.of(replicated(point, mode, 1)).total();
        return (long) (bytes / (two - one));
    }

    private static Point replicated(Point point, ReplicaMode mode, int replicas) {
        return new Point(point.ordinal(), point.model(), point.batch(), point.promptTokens(), point.outputTokens(),
                point.precision(), point.device(), point.engine(), Placement.of(replicas, mode));
    }
}
