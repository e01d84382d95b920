package io.paretoscope.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.paretoscope.analysis.prediction.LeftOut;
import io.paretoscope.sweep.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** How measured points are predicted without themselves. */
final class PredictionCheckView implements PredictionPage {
    private final FittedRuns runs;
    private final Map<Metric, List<LeftOut>> rows;

    PredictionCheckView(FittedRuns runs) {
        this.runs = runs;
        this.rows = runs.model()
                .check()
                .stream()
                .collect(Collectors.groupingBy(LeftOut::metric, LinkedHashMap::new, Collectors.toList()));
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        rows.forEach((metric, points) -> {
            lines.addAll(Paragraph.lines(metric.label() + ": ", sentence(points)));
            TextTable table = new TextTable().left("Point")
                    .right("Prompt\n+ output")
                    .right("Measured\n" + metric.unit())
                    .right("Predicted\nwithout it")
                    .right("Error")
                    .right("Error by\nother sizes");
            for (LeftOut point : points) {
                OptionalDouble other = point.otherSizeError();
                table.row(List.of(point.workload().config().name() + ", batch " + point.workload().batch(),
                        point.workload().promptTokens() + " + " + point.workload().outputTokens(),
                        Quantity.number(point.measured()), Quantity.number(point.predicted()),
                        EstimateText.percent(point.error()),
                        other.isPresent() ? EstimateText.percent(other.getAsDouble()) : ""));
            }
            lines.add(table.render());
            lines.add("");
        });
        return lines;
    }

    private static String sentence(List<LeftOut> points) {
        OptionalDouble other = LeftOut.medianOtherSizeError(points);
        return points.size() + " points, each predicted by a fit to the others: the median error is "
                + percent(LeftOut.medianError(points)) + (other.isPresent()
                        ? ", and " + percent(other.getAsDouble()) + " by a fit to the other sizes alone"
                        : "");
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    @Override
    public String json() {
        JsonObject document = new JsonObject();
        document.add("run_ids", JsonText.array(runs.runs(), run -> new JsonPrimitive(run.summary().id())));
        document.add("metrics", JsonText.array(rows.entrySet(), entry -> {
            JsonObject object = new JsonObject();
            object.addProperty("key", entry.getKey().key());
            object.addProperty("median_error", LeftOut.medianError(entry.getValue()));
            object.add("median_error_by_other_sizes",
                    EstimateText.json(LeftOut.medianOtherSizeError(entry.getValue())));
            object.add("points", JsonText.array(entry.getValue(), PredictionCheckView::object));
            return object;
        }));
        return JsonText.of(document);
    }

    private static JsonObject object(LeftOut point) {
        JsonObject object = new JsonObject();
        object.addProperty("model", point.workload().config().name());
        object.addProperty("batch", point.workload().batch());
        object.addProperty("prompt_tokens", point.workload().promptTokens());
        object.addProperty("output_tokens", point.workload().outputTokens());
        object.addProperty("measured", point.measured());
        object.addProperty("predicted", point.predicted());
        object.addProperty("error", point.error());
        object.add("error_by_other_sizes", EstimateText.json(point.otherSizeError()));
        return object;
    }
}
