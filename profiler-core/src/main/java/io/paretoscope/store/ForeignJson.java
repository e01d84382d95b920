package io.paretoscope.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.paretoscope.foreign.ForeignFormat;
import io.paretoscope.foreign.ForeignPoint;
import io.paretoscope.foreign.ForeignRun;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** A run of others as plain JSON, with all of its points, for the rescue file. */
final class ForeignJson {
    private ForeignJson() {}

    static JsonObject of(ForeignRun run) {
        JsonObject object = new JsonObject();
        object.addProperty("title", run.title());
        object.addProperty("file_name", run.fileName());
        object.addProperty("file_sha256", run.sha256());
        object.addProperty("format", run.format().key());
        object.addProperty("mapping", run.mapping());
        object.addProperty("imported_at", run.importedAt().toString());
        JsonObject conditions = new JsonObject();
        run.conditions().forEach(conditions::addProperty);
        object.add("conditions", conditions);
        object.add("notes", texts(run.notes()));
        JsonArray points = new JsonArray();
        run.points().forEach(point -> points.add(point(point)));
        object.add("points", points);
        return object;
    }

    /**
     * Reads what {@link #of} wrote.
     *
     * @throws RuntimeException of some kind, where it is no such thing
     */
    static ForeignRun run(JsonObject object) {
        List<ForeignPoint> points = new ArrayList<>();
        object.getAsJsonArray("points").forEach(point -> points.add(point(point.getAsJsonObject())));
        return new ForeignRun(object.get("title").getAsString(), object.get("file_name").getAsString(),
                object.get("file_sha256").getAsString(), ForeignFormat.parse(object.get("format").getAsString()),
                object.get("mapping").getAsString(), Instant.parse(object.get("imported_at").getAsString()),
                ConditionsJson.values(object.getAsJsonObject("conditions").toString()), points,
                texts(object, "notes"));
    }

    private static JsonObject point(ForeignPoint point) {
        JsonObject object = new JsonObject();
        object.addProperty("label", point.label());
        object.addProperty("series", point.series());
        point.batch().ifPresent(batch -> object.addProperty("batch", batch));
        object.addProperty("replicas", point.replicas());
        object.addProperty("row", point.row());
        object.add("notes", texts(point.notes()));
        JsonObject metrics = new JsonObject();
        point.metrics().forEach((metric, reading) -> metrics.add(metric.key(), ReadingJson.of(reading)));
        object.add("metrics", metrics);
        return object;
    }

    private static ForeignPoint point(JsonObject object) {
        Map<Metric, Reading> metrics = new EnumMap<>(Metric.class);
        object.getAsJsonObject("metrics")
                .asMap()
                .forEach((key, reading) -> metrics.put(ForeignTables.metric(key),
                        ReadingJson.reading(reading.getAsJsonObject())));
        return new ForeignPoint(object.get("label").getAsString(), object.get("series").getAsString(),
                object.has("batch") ? OptionalInt.of(object.get("batch").getAsInt()) : OptionalInt.empty(),
                object.get("replicas").getAsInt(), metrics, object.get("row").getAsInt(), texts(object, "notes"));
    }

    private static JsonArray texts(List<String> values) {
        JsonArray array = new JsonArray(values.size());
        values.forEach(array::add);
        return array;
    }

    private static List<String> texts(JsonObject object, String key) {
        return object.getAsJsonArray(key).asList().stream().map(JsonElement::getAsString).toList();
    }
}
