package io.paretoscope.analysis;

import io.paretoscope.engine.EngineKind;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The same model in several numbers of replicas. The fair comparison keeps the sequences on the device ({@link Basis#TOTAL_BATCH}):
 * one engine with all of them, or several with a share each. The other keeps each replica's batch ({@link Basis#BATCH_EACH}), so
 * that more replicas also mean more sequences.
 *
 * @param model as it is shown
 * @param engine the kind that decoded all of them
 * @param basis what is equal
 * @param batch how many sequences that is
 * @param rows one replica first, then by count and mode; at least two
 */
public record ReplicaComparison(String model, EngineKind engine, Basis basis, int batch, List<Row> rows) {

    /** What the rows of a comparison have in common. */
    public enum Basis {
        TOTAL_BATCH("the same sequences on the device"),
        BATCH_EACH("the same batch for each replica");

        private final String label;

        Basis(String label) {
            this.label = label;
        }

        int batchOf(Point point) {
            return this == TOTAL_BATCH ? point.totalBatch() : point.batch();
        }

        /** In a few words. */
        public String label() {
            return label;
        }
    }

    /**
     * A way of placing them.
     *
     * @param result what was measured
     * @param measured its outcome
     * @param throughput output throughput against that of one replica
     * @param itl median inter-token latency against it
     * @param energy energy per token against it
     */
    public record Row(PointResult result, PointOutcome.Measured measured, Gain throughput, Gain itl, Gain energy) {
        /** The configuration. */
        public Point point() {
            return result.point();
        }
    }

    public ReplicaComparison {
        rows = List.copyOf(rows);
    }

    /** What the points of a comparison must share besides its basis. */
    private record Key(String model, EngineKind engine, int batch) {}

    /** The model, with the engine where that is not the device's own. */
    public String title() {
        return model + engine.markOn(rows.getFirst().point().device());
    }

    /** Every comparison that measured points of one run allow, in the order in which their models come, then by batch. */
    public static List<ReplicaComparison> of(List<PointResult> results, Basis basis) {
        Map<Key, List<PointResult>> groups = new LinkedHashMap<>();
        for (PointResult result : results) {
            if (result.outcome() instanceof PointOutcome.Measured && !result.point().placement().mixed()) {
                Point point = result.point();
                groups.computeIfAbsent(new Key(point.modelLabel(), result.decodedBy(), basis.batchOf(point)),
                        _ -> new ArrayList<>())
                        .add(result);
            }
        }
        List<String> models = groups.keySet().stream().map(Key::model).distinct().toList();
        return groups.entrySet()
                .stream()
                .filter(group -> group.getValue()
                        .stream()
                        .map(result -> result.point().placement())
                        .distinct()
                        .count() > 1)
                .map(group -> new ReplicaComparison(group.getKey().model(), group.getKey().engine(), basis,
                        group.getKey().batch(),
                        rows(group.getValue())))
                .sorted(Comparator.<ReplicaComparison>comparingInt(one -> models.indexOf(one.model()))
                        .thenComparing(ReplicaComparison::engine)
                        .thenComparingInt(ReplicaComparison::batch))
                .toList();
    }

    private static List<Row> rows(List<PointResult> group) {
        List<PointResult> sorted = group.stream()
                .sorted(Comparator.<PointResult>comparingInt(result -> result.point().placement().replicas())
                        .thenComparing(result -> result.point().placement().mode(),
                                Comparator.comparingInt(ReplicaMode::ordinal)))
                .toList();
        Optional<PointResult> alone = sorted.stream().filter(result -> result.point().placement().alone()).findFirst();
        return sorted.stream().map(result -> row(result, alone)).toList();
    }

    private static Row row(PointResult result, Optional<PointResult> alone) {
        PointOutcome.Measured measured = measured(result);
        Function<Metric, Gain> gain = metric -> alone
                .<Gain>map(base -> base.point().ordinal() == result.point().ordinal()
                        ? new Gain.Baseline()
                        : Gain.of(metric, measured.metrics(), measured(base).metrics()))
                .orElse(new Gain.Unknown("one replica was not measured"));
        return new Row(result, measured, gain.apply(Metric.OUTPUT_THROUGHPUT), gain.apply(Metric.ITL_MEDIAN),
                gain.apply(Metric.ENERGY_PER_TOKEN));
    }

    private static PointOutcome.Measured measured(PointResult result) {
        return (PointOutcome.Measured) result.outcome();
    }
}
