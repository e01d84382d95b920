package io.paretoscope.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.paretoscope.analysis.Gain;
import io.paretoscope.analysis.GroupSlowdown;
import io.paretoscope.analysis.ReplicaComparison;
import io.paretoscope.replica.Part;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What replicas bring: at equal total batch, at equal batch each, and what groups of different models cost each other. */
final class ReplicaView {
    private final List<PointResult> results;
    private final Notes notes = new Notes();

    ReplicaView(List<PointResult> results) {
        this.results = List.copyOf(results);
    }

    /** Tables with their headings, notes below; none where the points allow no comparison. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (ReplicaComparison.Basis basis : ReplicaComparison.Basis.values()) {
            Map<String, List<ReplicaComparison>> byModel = ReplicaComparison.of(results, basis)
                    .stream()
                    .collect(Collectors.groupingBy(ReplicaComparison::title, LinkedHashMap::new, Collectors.toList()));
            byModel.forEach((model, comparisons) -> {
                lines.add(model + ", " + basis.label());
                lines.add(comparison(basis, comparisons));
                lines.add("");
            });
        }
        GroupSlowdown.of(results).forEach(group -> lines.addAll(group(group)));
        lines.addAll(notes.lines());
        return lines;
    }

    private String comparison(ReplicaComparison.Basis basis, List<ReplicaComparison> comparisons) {
        boolean total = basis == ReplicaComparison.Basis.TOTAL_BATCH;
        boolean energy = comparisons.stream()
                .flatMap(comparison -> comparison.rows().stream())
                .anyMatch(row -> row.measured()
                        .metrics()
                        .reading(Metric.ENERGY_PER_TOKEN) instanceof Reading.Value);
        TextTable table = new TextTable().right(total ? "Batch\ntotal" : "Batch\neach")
                .left("Replicas")
                .right(total ? "Batch\neach" : "Batch\ntotal")
                .right("Output\ntokens/s")
                .right("\nagainst 1")
                .right("ITL\nms")
                .right("\nagainst 1");
        if (energy) {
            table.right("Energy\nJ/token").right("\nagainst 1").right("Power\nW");
        }
        table.right("Memory\nMiB each").right("Fairness\n").left("Verdict");
        for (ReplicaComparison comparison : comparisons) {
            for (ReplicaComparison.Row row : comparison.rows()) {
                table.row(cells(row, total, energy));
            }
        }
        return table.render();
    }

    private List<String> cells(ReplicaComparison.Row row, boolean total, boolean energy) {
        Point point = row.point();
        PointMetrics metrics = row.measured().metrics();
        List<String> cells = new ArrayList<>(List.of(Quantity.count(total ? point.totalBatch() : point.batch()),
                point.placement().label(), Quantity.count(total ? point.batch() : point.totalBatch()),
                cell(metrics, Metric.OUTPUT_THROUGHPUT), cell(row.throughput()), cell(metrics, Metric.ITL_MEDIAN),
                cell(row.itl())));
        if (energy) {
            cells.addAll(List.of(cell(metrics, Metric.ENERGY_PER_TOKEN), cell(row.energy()),
                    cell(metrics, Metric.MEAN_POWER)));
        }
        // A point of one replica has nothing to be fair to, and needs no note on that.
        cells.addAll(List.of(cell(metrics, Metric.MEMORY_PER_REPLICA),
                point.placement().total() == 1 ? "" : cell(metrics, Metric.FAIRNESS),
                row.measured().verdict().kind().label()));
        return cells;
    }

    private List<String> group(GroupSlowdown group) {
        TextTable table = new TextTable().left("Part")
                .right("Output\ntokens/s")
                .right("One of it\nagainst alone")
                .right("TTFT\nms")
                .right("ITL median\nms")
                .right("\nagainst alone");
        for (GroupSlowdown.PartSlowdown part : group.parts()) {
            table.row(List.of(part.part().label(), cell(part.metrics(), Metric.OUTPUT_THROUGHPUT),
                    cell(part.throughput()), cell(part.metrics(), Metric.TTFT_MEDIAN),
                    cell(part.metrics(), Metric.ITL_MEDIAN), cell(part.itl())));
        }
        PointMetrics all = measured(group.result()).metrics();
        table.row(List.of("all of it", cell(all, Metric.OUTPUT_THROUGHPUT), "", cell(all, Metric.TTFT_MEDIAN),
                cell(all, Metric.ITL_MEDIAN), ""));
        return List.of(group.result().point().label() + ": " + measured(group.result()).verdict().kind().label()
                + watts(all), table.render(), "");
    }

    private static String watts(PointMetrics metrics) {
        return metrics.reading(Metric.MEAN_POWER) instanceof Reading.Value watts
                && metrics.reading(Metric.ENERGY_PER_TOKEN) instanceof Reading.Value joules
                        ? ", " + Quantity.number(watts.value()) + " W, " + Quantity.number(joules.value()) + " J/token"
                        : "";
    }

    private static PointOutcome.Measured measured(PointResult result) {
        return (PointOutcome.Measured) result.outcome();
    }

    private String cell(PointMetrics metrics, Metric metric) {
        return switch (metrics.reading(metric)) {
            case Reading.Value value -> metric == Metric.MEMORY_PER_REPLICA
                    ? Quantity.mebibytes(Math.round(value.value()))
                    : Quantity.number(value.value());
            case Reading.Unavailable(String reason) -> Quantity.UNKNOWN + " " + notes.mark(reason);
        };
    }

    private String cell(Gain gain) {
        return switch (gain) {
            case Gain.Baseline() -> "";
            case Gain.Unknown(String reason) -> Quantity.UNKNOWN + " " + notes.mark(reason);
            case Gain.Ratio ratio ->
                Gain.percent(ratio.ratio()) + (ratio.range().isPresent() && !ratio.distinguishable()
                        ? " " + notes.mark("not distinguishable: the intervals of both leave room for equality")
                        : "");
        };
    }

    /** One JSON object: {@code equal_total_batch}, {@code equal_batch_each}, {@code groups}. */
    JsonObject json() {
        JsonObject document = new JsonObject();
        document.add("equal_total_batch", comparisons(ReplicaComparison.Basis.TOTAL_BATCH));
        document.add("equal_batch_each", comparisons(ReplicaComparison.Basis.BATCH_EACH));
        document.add("groups", JsonText.array(GroupSlowdown.of(results), ReplicaView::object));
        return document;
    }

    private JsonArray comparisons(ReplicaComparison.Basis basis) {
        return JsonText.array(ReplicaComparison.of(results, basis), comparison -> {
            JsonObject object = new JsonObject();
            object.addProperty("model", comparison.model());
            object.addProperty("engine", comparison.engine().label());
            object.addProperty("batch", comparison.batch());
            object.add("rows", JsonText.array(comparison.rows(), ReplicaView::object));
            return object;
        });
    }

    private static JsonObject object(ReplicaComparison.Row row) {
        Point point = row.point();
        JsonObject object = new JsonObject();
        object.addProperty("point", point.ordinal());
        object.addProperty("replicas", point.placement().replicas());
        object.addProperty("replica_mode", point.placement().mode().label());
        object.add("mps_thread_percentage", point.placement().threadPercentage().isPresent()
                ? new JsonPrimitive(point.placement().threadPercentage().getAsInt())
                : JsonNull.INSTANCE);
        object.addProperty("batch", point.batch());
        object.addProperty("total_batch", point.totalBatch());
        object.addProperty("verdict", row.measured().verdict().kind().label());
        values(object, row.measured().metrics());
        object.add("throughput_ratio", ratio(row.throughput()));
        object.add("itl_ratio", ratio(row.itl()));
        object.add("energy_ratio", ratio(row.energy()));
        return object;
    }

    private static JsonObject object(GroupSlowdown group) {
        JsonObject object = new JsonObject();
        object.addProperty("point", group.result().point().ordinal());
        object.addProperty("replica_mode", group.result().point().placement().mode().label());
        object.addProperty("verdict", measured(group.result()).verdict().kind().label());
        values(object, measured(group.result()).metrics());
        object.add("parts", JsonText.array(group.parts(), slowdown -> {
            Part part = slowdown.part();
            JsonObject one = new JsonObject();
            one.addProperty("model", part.model().config().name());
            one.addProperty("batch", part.batch());
            one.addProperty("replicas", part.replicas());
            values(one, slowdown.metrics());
            one.add("throughput_ratio_to_alone", ratio(slowdown.throughput()));
            one.add("itl_ratio_to_alone", ratio(slowdown.itl()));
            return one;
        }));
        return object;
    }

    private static void values(JsonObject object, PointMetrics metrics) {
        JsonObject values = new JsonObject();
        metrics.readings().forEach((metric, reading) -> {
            if (reading instanceof Reading.Value value) {
                values.addProperty(metric.key(), value.value());
            }
        });
        object.add("metrics", values);
    }

    /** {@code {"ratio": r, "low": l, "high": h}}, {@code {"unavailable": why}}, or null for the baseline itself. */
    private static JsonElement ratio(Gain gain) {
        Function<Gain.Range, JsonObject> ends = range -> {
            JsonObject object = new JsonObject();
            object.addProperty("low", range.low());
            object.addProperty("high", range.high());
            return object;
        };
        return switch (gain) {
            case Gain.Baseline() -> JsonNull.INSTANCE;
            case Gain.Unknown(String reason) -> {
                JsonObject object = new JsonObject();
                object.addProperty("unavailable", reason);
                yield object;
            }
            case Gain.Ratio ratio -> {
                JsonObject object = ratio.range().map(ends).orElseGet(JsonObject::new);
                object.addProperty("ratio", ratio.ratio());
                yield object;
            }
        };
    }
}
