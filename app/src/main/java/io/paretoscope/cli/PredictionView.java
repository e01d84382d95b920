package io.paretoscope.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.paretoscope.analysis.prediction.Basis;
import io.paretoscope.analysis.prediction.Estimate;
import io.paretoscope.analysis.prediction.Observation;
import io.paretoscope.analysis.prediction.Prediction;
import io.paretoscope.sweep.FitCheck;
import io.paretoscope.sweep.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Predictions beside what was measured. */
final class PredictionView implements PredictionPage {
    /**
     * One workload.
     *
     * @param prediction what is predicted of it
     * @param measured what was measured of it, where it was
     * @param bytes that it takes by estimate
     */
    record Row(Prediction prediction, Optional<Observation> measured, long bytes) {}

    private final FittedRuns runs;
    private final List<Row> rows;
    private final OptionalLong capacity;

    /**
     * For those rows.
     *
     * @param capacity bytes of the card's memory, where that was said
     */
    PredictionView(FittedRuns runs, List<Row> rows, OptionalLong capacity) {
        this.runs = runs;
        this.rows = rows;
        this.capacity = capacity;
    }

    @Override
    public List<String> lines() {
        Notes notes = new Notes();
        TextTable table = new TextTable().left("Point")
                .left("Metric")
                .right("Predicted")
                .right("95 % interval")
                .right("Measured")
                .right("Error");
        for (Row row : rows) {
            String label = row.prediction().workload().config().name() + ", batch "
                    + row.prediction().workload().batch();
            String below = basis(row.prediction());
            for (Metric metric : Prediction.METRICS) {
                OptionalDouble measured = measured(row, metric);
                String shown = measured.isPresent() ? Quantity.number(measured.getAsDouble()) : "";
                List<String> cells = new ArrayList<>(List.of(label, metric.label() + ", " + metric.unit()));
                switch (row.prediction().of(metric)) {
                    case Estimate.Unavailable(String reason) ->
                        cells.addAll(List.of(Quantity.UNKNOWN + " " + notes.mark(reason), "", shown, ""));
                    case Estimate.Value value -> cells.addAll(List.of(Quantity.number(value.value()),
                            EstimateText.range(value), shown, measured.isPresent()
                                    ? EstimateText.error(value.value(), measured.getAsDouble())
                                    : ""));
                }
                table.row(cells);
                label = below;
                below = "";
            }
            table.row(List.of("", "Memory, GiB", Quantity.number(row.bytes() / (double) (1L << 30)),
                    lack(row).map(notes::mark).orElse(""), "", ""));
        }
        List<String> lines = new ArrayList<>(Paragraph.lines("", "by " + FittedRuns.names(runs.runs()) + ", "
                + runs.model().observations().size() + " points; prompt "
                + rows.getFirst().prediction().workload().promptTokens() + ", output "
                + rows.getFirst().prediction().workload().outputTokens() + " tokens, " + runs.plan().precision()
                + runs.model().engine().markOn(runs.plan().device())));
        lines.add(table.render());
        lines.addAll(notes.lines());
        return lines;
    }

    private static String basis(Prediction prediction) {
        return "  " + prediction.basis().stream().map(Basis::label).collect(Collectors.joining(", "));
    }

    private static OptionalDouble measured(Row row, Metric metric) {
        return row.measured().map(one -> one.value(metric)).orElse(OptionalDouble.empty());
    }

    private Optional<String> lack(Row row) {
        return capacity.isPresent() && row.bytes() > capacity.getAsLong()
                ? Optional.of("does not fit: the card has " + FitCheck.gibibytes(capacity.getAsLong()))
                : Optional.empty();
    }

    @Override
    public String json() {
        JsonObject document = new JsonObject();
        document.add("run_ids", JsonText.array(runs.runs(), run -> new JsonPrimitive(run.summary().id())));
        document.addProperty("engine", runs.model().engine().label());
        document.addProperty("points_fitted", runs.model().observations().size());
        document.add("predictions", JsonText.array(rows, this::object));
        return JsonText.of(document);
    }

    private JsonObject object(Row row) {
        Prediction prediction = row.prediction();
        JsonObject object = new JsonObject();
        object.addProperty("model", prediction.workload().config().name());
        object.addProperty("batch", prediction.workload().batch());
        object.addProperty("prompt_tokens", prediction.workload().promptTokens());
        object.addProperty("output_tokens", prediction.workload().outputTokens());
        object.add("basis", JsonText.array(prediction.basis(),
                basis -> new JsonPrimitive(basis.label().replace(' ', '_'))));
        object.addProperty("memory_bytes", row.bytes());
        object.add("fits", capacity.isPresent()
                ? new JsonPrimitive(row.bytes() <= capacity.getAsLong())
                : JsonNull.INSTANCE);
        JsonObject metrics = new JsonObject();
        for (Metric metric : Prediction.METRICS) {
            JsonObject one = EstimateText.json(prediction.of(metric));
            JsonElement measured = EstimateText.json(measured(row, metric));
            one.add("measured", measured);
            metrics.add(metric.key(), one);
        }
        object.add("metrics", metrics);
        return object;
    }
}
