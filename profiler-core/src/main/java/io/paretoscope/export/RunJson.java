package io.paretoscope.export;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.Placement;
import io.paretoscope.replica.ReplicaPlace;
import io.paretoscope.store.RunSummary;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Interval;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PlanJson;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.PointSamples;
import io.paretoscope.sweep.Reading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs as JSON. Every point has every metric: {@code .points[].metrics.output_tokens_per_s} is a number, or null where
 * there is none; then {@code .unavailable} has the reason under the same key, and otherwise {@code .metrics_n} the number
 * of samples. The raw times of measured points are in {@code .windows}. Telemetry, which is long, is there only on request.
 */
public final class RunJson {
    private static final Gson PRETTY = new GsonBuilder().serializeNulls()
            .disableHtmlEscaping()
            .setPrettyPrinting()
            .create();

    private RunJson() {}

    /** A run with all its points, without the samples of telemetry. */
    public static JsonObject of(StoredRun run) {
        return of(run, false);
    }

    /** A run with everything that was measured, the samples of telemetry included. */
    public static JsonObject withTelemetry(StoredRun run) {
        return of(run, true);
    }

    private static JsonObject of(StoredRun run, boolean telemetry) {
        RunSummary summary = run.summary();
        JsonArray points = new JsonArray();
        run.results().forEach(result -> points.add(point(result, telemetry)));

        JsonObject object = new JsonObject();
        object.addProperty("run_id", summary.id());
        object.addProperty("started_at", summary.startedAt().toString());
        object.addProperty("status", summary.status().label());
        object.addProperty("message", run.message());
        annotate(object, summary);
        object.add("self_test", run.selfTest().map(JsonParser::parseString).orElse(JsonNull.INSTANCE));
        object.add("plan", PlanJson.toJson(run.plan()));
        object.addProperty("plan_hash", PlanJson.planHash(run.plan()));
        object.add("conditions", texts(run.conditions().settled()));
        object.add("momentary_conditions", texts(run.conditions().momentary()));
        object.addProperty("metrics_version", PointMetrics.VERSION);
        object.add("points", points);
        return object;
    }

    private static JsonObject texts(Map<String, String> values) {
        JsonObject object = new JsonObject();
        values.forEach(object::addProperty);
        return object;
    }

    /** The list of runs, in the order given. */
    public static JsonArray of(List<RunSummary> summaries) {
        JsonArray array = new JsonArray();
        summaries.forEach(summary -> array.add(of(summary)));
        return array;
    }

    /**
     * Writes {@code run} with everything that was measured into {@code file}, whole or not at all.
     *
     * @param file replaced where it exists
     * @throws IOException with a one-line message that names the file, where it cannot be written
     */
    public static void write(StoredRun run, Path file) throws IOException {
        WholeFile.write(file, text(withTelemetry(run)) + "\n");
    }

    /** The text of a document, indented, as it is printed or written to a file. */
    public static String text(JsonElement document) {
        return PRETTY.toJson(document);
    }

    private static void annotate(JsonObject object, RunSummary summary) {
        JsonArray tags = new JsonArray();
        summary.tags().forEach(tags::add);
        object.add("tags", tags);
        object.addProperty("note", summary.note());
    }

    private static JsonObject of(RunSummary summary) {
        JsonArray models = new JsonArray();
        summary.models().forEach(models::add);
        JsonObject object = new JsonObject();
        object.addProperty("run_id", summary.id());
        object.addProperty("started_at", summary.startedAt().toString());
        object.addProperty("status", summary.status().label());
        object.add("models", models);
        object.addProperty("device", summary.device());
        object.addProperty("precision", summary.precision());
        JsonArray engines = new JsonArray();
        summary.engines().forEach(engines::add);
        object.add("engines", engines);
        object.addProperty("points_planned", summary.pointsPlanned());
        object.addProperty("points_measured", summary.pointsMeasured());
        object.addProperty("points_failed", summary.pointsFailed());
        object.addProperty("points_skipped", summary.pointsSkipped());
        annotate(object, summary);
        return object;
    }

    private static JsonObject point(PointResult result, boolean telemetry) {
        Point point = result.point();
        JsonObject object = new JsonObject();
        object.addProperty("ordinal", point.ordinal());
        object.addProperty("model", point.model().config().name());
        object.addProperty("weights", point.model().weights().describe());
        object.addProperty("synthetic", point.model().weights() instanceof WeightsRef.Synthetic);
        object.addProperty("device", point.device().toString());
        object.addProperty("precision", point.precision().label());
        addEngine(object, result);
        object.addProperty("batch", point.batch());
        addPlacement(object, point.placement());
        object.addProperty("prompt_tokens", point.promptTokens());
        object.addProperty("output_tokens", point.outputTokens());
        object.addProperty("finished_at", result.finishedAt().toString());
        object.addProperty("outcome", result.outcome().label());
        switch (result.outcome()) {
            case PointOutcome.Measured measured -> object.add("reason", JsonNull.INSTANCE);
            case PointOutcome.Failed failed -> object.addProperty("reason", failed.reason());
            case PointOutcome.Skipped skipped -> object.addProperty("reason", skipped.reason());
        }
        object.add("memory_estimate_bytes", memory(result.memory()));
        addMetrics(object, result);
        if (result.outcome() instanceof PointOutcome.Measured measured) {
            object.add("verdict", VerdictJson.of(measured.verdict()));
            object.add("replica_metrics", replicas(point, measured.samples()));
            SamplesJson.add(object, measured.samples());
            if (telemetry) {
                SamplesJson.addTelemetry(object, measured.samples());
            }
        }
        return object;
    }

    private static void addEngine(JsonObject object, PointResult result) {
        object.addProperty("engine_asked", result.point().engine().label());
        object.addProperty("engine_used",
                result.engine().map(EngineUse::used).map(EngineKind::label).orElse(null));
        object.addProperty("engine_reason", result.engine().flatMap(EngineUse::reason).orElse(null));
    }

    private static void addPlacement(JsonObject object, Placement placement) {
        object.addProperty("replicas", placement.replicas());
        object.addProperty("replica_mode", placement.mode().label());
        if (placement.threadPercentage().isPresent()) {
            object.addProperty("mps_thread_percentage", placement.threadPercentage().getAsInt());
        } else {
            object.add("mps_thread_percentage", JsonNull.INSTANCE);
        }
        JsonArray companions = new JsonArray();
        for (Part part : placement.companions()) {
            JsonObject companion = new JsonObject();
            companion.addProperty("model", part.model().config().name());
            companion.addProperty("weights", part.model().weights().describe());
            companion.addProperty("batch", part.batch());
            companion.addProperty("replicas", part.replicas());
            companions.add(companion);
        }
        object.add("companions", companions);
    }

    /** Of each replica where it ran and its own times; what is measured of the whole device has no value there. */
    private static JsonArray replicas(Point point, PointSamples samples) {
        JsonArray array = new JsonArray();
        for (int i = 0; i < samples.replicas(); i++) {
            ReplicaPlace place = samples.places().get(i);
            Part part = point.parts().get(place.part());
            JsonArray cpus = new JsonArray();
            place.cpus().forEach(cpus::add);
            JsonObject metrics = new JsonObject();
            PointMetrics.ofReplica(samples, i).readings().forEach((metric, reading) -> {
                if (MetricColumns.finite(reading) instanceof Reading.Value value) {
                    metrics.add(metric.key(), new JsonPrimitive(MetricColumns.number(value.value())));
                }
            });
            JsonObject object = new JsonObject();
            object.addProperty("replica", i);
            object.addProperty("model", part.model().config().name());
            object.addProperty("batch", part.batch());
            object.addProperty("process", place.process());
            object.add("cpus", cpus);
            object.add("metrics", metrics);
            array.add(object);
        }
        return array;
    }

    private static JsonObject memory(MemoryEstimate memory) {
        JsonObject object = new JsonObject();
        object.addProperty("weights", memory.weights());
        object.addProperty("kv_cache", memory.kvCache());
        object.addProperty("activations", memory.activations());
        object.addProperty("reserve", memory.reserve());
        object.addProperty("total", memory.total());
        return object;
    }

    private static void addMetrics(JsonObject object, PointResult result) {
        JsonObject metrics = new JsonObject();
        JsonObject samples = new JsonObject();
        JsonObject intervals = new JsonObject();
        JsonObject sources = new JsonObject();
        JsonObject unavailable = new JsonObject();
        for (Map.Entry<Metric, Reading> entry : MetricColumns.readings(result).entrySet()) {
            String key = entry.getKey().key();
            switch (entry.getValue()) {
                case Reading.Value value -> {
                    metrics.addProperty(key, MetricColumns.number(value.value()));
                    samples.addProperty(key, value.n());
                    value.interval().ifPresent(interval -> intervals.add(key, interval(interval)));
                    value.source().ifPresent(source -> sources.addProperty(key, source));
                }
                case Reading.Unavailable none -> {
                    metrics.add(key, JsonNull.INSTANCE);
                    unavailable.addProperty(key, none.reason());
                }
            }
        }
        object.add("metrics", metrics);
        object.add("metrics_n", samples);
        object.add("metrics_ci95", intervals);
        object.add("metrics_source", sources);
        object.add("unavailable", unavailable);
    }

    private static JsonArray interval(Interval interval) {
        JsonArray ends = new JsonArray();
        ends.add(MetricColumns.number(interval.low()));
        ends.add(MetricColumns.number(interval.high()));
        return ends;
    }
}
