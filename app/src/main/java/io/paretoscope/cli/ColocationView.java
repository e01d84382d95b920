package io.paretoscope.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.paretoscope.analysis.plan.ColocationPlan;
import io.paretoscope.analysis.plan.Demand;
import io.paretoscope.analysis.prediction.Basis;
import io.paretoscope.sweep.FitCheck;
import io.paretoscope.sweep.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** How several models share a device, as planned. */
final class ColocationView {
    private final FittedRuns runs;
    private final ColocationPlan plan;

    ColocationView(FittedRuns runs, ColocationPlan plan) {
        this.runs = runs;
        this.plan = plan;
    }

    /** For a terminal. */
    List<String> lines() {
        List<String> lines = new ArrayList<>(Paragraph.lines("", summary()));
        TextTable table = new TextTable().left("Model")
                .right("Batch")
                .right("Repli-\ncas")
                .left("Latency")
                .right("Predicted\nms")
                .right("95 % interval")
                .right("Limit\nms")
                .right("Asked\nrequests/s")
                .right("Can do")
                .right("In flight\neach");
        for (ColocationPlan.Serving serving : plan.servings()) {
            boolean first = true;
            for (Metric metric : Demand.LIMITED) {
                Double limit = serving.demand().limits().get(metric);
                table.row(List.of(first ? serving.demand().name() : "", first ? Quantity.count(serving.batch()) : "",
                        first ? Quantity.count(serving.replicas()) : "", metric.label(),
                        Quantity.number(serving.latency(metric).value()), EstimateText.range(serving.latency(metric)),
                        limit == null ? "" : Quantity.number(limit),
                        first ? Quantity.number(serving.demand().requestsPerSecond()) : "",
                        first ? Quantity.number(serving.requestsPerSecond().value()) : "",
                        first ? Quantity.number(serving.inFlight()) : ""));
                first = false;
            }
        }
        lines.add(table.render());
        plan.servings()
                .forEach(serving -> lines.addAll(Paragraph.lines(serving.demand().name() + ": ", from(serving))));
        lines.addAll(Paragraph.lines("", "how they slow each other: " + plan.sharing() + "; so everything takes "
                + Quantity.number(plan.stretch().value()) + " times as long as alone ("
                + EstimateText.range(plan.stretch())
                + ")"));
        lines.addAll(
                Paragraph.lines("", "latencies are those with every engine at work on full batches; the wait for a "
                        + "free place is not in them"));
        PlanTrial.command(plan, runs.model().engine())
                .ifPresentOrElse(command -> lines.add("to verify it: " + command),
                        () -> lines
                                .addAll(Paragraph.lines("", "a sweep cannot verify it: " + PlanTrial.obstacle(plan))));
        return lines;
    }

    private String summary() {
        OptionalLong memory = plan.frame().memoryBytes();
        String text = (plan.engines() == 1 ? "one engine" : plan.engines() + " engines as " + plan.mode().label())
                + ", "
                + FitCheck.gibibytes(plan.bytes())
                + (memory.isPresent() ? " of " + FitCheck.gibibytes(memory.getAsLong()) : "");
        if (plan.watts().isPresent()) {
            text += String.format(Locale.ROOT, ", about %.0f W at these rates", plan.watts().getAsDouble());
        }
        return text
                + String.format(Locale.ROOT, "; all rates can grow to %.2f times these (objective: %s)", plan.growth(),
                        plan.frame().objective().label());
    }

    private static String from(ColocationPlan.Serving serving) {
        String alone = serving.measured()
                ? "this point was measured alone"
                : "alone it is predicted ("
                        + serving.basis().stream().map(Basis::label).collect(Collectors.joining(", "))
                        + ")";
        return alone + (serving.certain()
                ? ""
                : "; it may miss a limit, which the upper end of the interval is above");
    }

    /** One JSON document. */
    JsonObject json() {
        JsonObject document = new JsonObject();
        document.add("run_ids", JsonText.array(runs.runs(), run -> new JsonPrimitive(run.summary().id())));
        document.addProperty("engine", runs.model().engine().label());
        document.addProperty("objective", plan.frame().objective().label());
        document.addProperty("replica_mode", plan.mode().label());
        document.addProperty("memory_bytes", plan.bytes());
        document.add("memory_limit_bytes", plan.frame().memoryBytes().isPresent()
                ? new JsonPrimitive(plan.frame().memoryBytes().getAsLong())
                : JsonNull.INSTANCE);
        document.add("mean_power_w", EstimateText.json(plan.watts()));
        document.add("saturated_power_w", EstimateText.json(plan.saturatedWatts()));
        document.addProperty("rates_can_grow_to", plan.growth());
        document.add("slowdown", EstimateText.json(plan.stretch()));
        document.addProperty("slowdown_from", plan.sharing());
        document.add("demands", JsonText.array(plan.servings(), ColocationView::object));
        document.add("sweep", PlanTrial.command(plan, runs.model().engine())
                .<JsonElement>map(JsonPrimitive::new)
                .orElse(JsonNull.INSTANCE));
        return document;
    }

    private static JsonObject object(ColocationPlan.Serving serving) {
        JsonObject object = new JsonObject();
        object.addProperty("model", serving.demand().name());
        object.addProperty("requested_per_s", serving.demand().requestsPerSecond());
        object.addProperty("prompt_tokens", serving.demand().promptTokens());
        object.addProperty("output_tokens", serving.demand().outputTokens());
        object.addProperty("batch", serving.batch());
        object.addProperty("replicas", serving.replicas());
        object.addProperty("load", serving.load());
        object.addProperty("in_flight", serving.inFlight());
        object.addProperty("certain", serving.certain());
        JsonArray basis = new JsonArray();
        if (serving.measured()) {
            basis.add("measured");
        } else {
            serving.basis().forEach(one -> basis.add(one.label().replace(' ', '_')));
        }
        object.add("basis", basis);
        JsonObject metrics = new JsonObject();
        for (Metric metric : Demand.LIMITED) {
            JsonObject one = EstimateText.json(serving.latency(metric));
            Double limit = serving.demand().limits().get(metric);
            one.add("limit", limit == null ? JsonNull.INSTANCE : new JsonPrimitive(limit));
            metrics.add(metric.key(), one);
        }
        metrics.add(Metric.REQUEST_THROUGHPUT.key(), EstimateText.json(serving.requestsPerSecond()));
        object.add("metrics", metrics);
        return object;
    }
}
