package io.paretoscope.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.paretoscope.foreign.ForeignRun;
import io.paretoscope.sweep.PointResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * A line of the rescue file: a JSON object with all of what it is about, so that a later line about the same takes the place
 * of an earlier one. Its last key, {@code crc32}, is over the bytes before that key.
 */
sealed interface RescueLine {
    /** The form of all lines; another will have another number. */
    int FORM = 1;

    /** The number of the change of the store that it tells of. */
    long change();

    /** The first line: of which store the file is. */
    record Head(UUID store) implements RescueLine {
        @Override
        public long change() {
            return 0;
        }

        String text() {
            JsonObject object = kind("store", 0);
            object.addProperty("form", FORM);
            object.addProperty("store", store.toString());
            return checked(object);
        }
    }

    /** A run, but for its points. */
    record OfRun(RunRow run) implements RescueLine {
        @Override
        public long change() {
            return run.change();
        }

        String text() {
            JsonArray tags = new JsonArray();
            run.tags().forEach(tags::add);
            JsonObject object = kind("run", run.change());
            object.addProperty("run", run.id());
            object.addProperty("started_at", run.startedAt().toString());
            run.finishedAt().ifPresent(time -> object.addProperty("finished_at", time.toString()));
            object.addProperty("status", run.status());
            object.addProperty("message", run.message());
            object.add("plan", JsonParser.parseString(run.plan()));
            object.addProperty("plan_hash", run.planHash());
            object.add("conditions", JsonParser.parseString(run.settled()));
            object.add("momentary_conditions", JsonParser.parseString(run.momentary()));
            run.selfTest().ifPresent(json -> object.add("self_test", JsonParser.parseString(json)));
            object.add("tags", tags);
            object.addProperty("note", run.note());
            object.addProperty("pinned", run.pinned());
            object.addProperty("deleted", run.deleted());
            run.origin().ifPresent(origin -> object.add("origin", of(origin)));
            return checked(object);
        }
    }

    private static JsonObject of(RunOrigin origin) {
        JsonObject object = new JsonObject();
        object.addProperty("store", origin.store().toString());
        object.addProperty("run", origin.run());
        object.addProperty("file", origin.fileName());
        return object;
    }

    private static Optional<RunOrigin> origin(JsonObject run) {
        return Optional.ofNullable(run.getAsJsonObject("origin"))
                .map(origin -> new RunOrigin(UUID.fromString(origin.get("store").getAsString()),
                        origin.get("run").getAsLong(), origin.get("file").getAsString()));
    }

    /** What a run is not where it was written down before anybody could say so. */
    private static boolean is(JsonObject run, String key) {
        return run.has(key) && run.get(key).getAsBoolean();
    }

    /**
     * A finished point.
     *
     * @param body as {@link PointJson#of} wrote it
     */
    record OfPoint(long change, long runId, int ordinal, JsonObject body) implements RescueLine {
        static String text(long change, long runId, PointResult result) {
            JsonObject object = kind("point", change);
            object.addProperty("run", runId);
            PointJson.of(result).asMap().forEach(object::add);
            return checked(object);
        }
    }

    /**
     * A run of others, with its points.
     *
     * @param body as {@link ForeignJson#of} wrote it; empty for one that was deleted
     */
    record OfForeign(long change, long id, Optional<JsonObject> body) implements RescueLine {
        static String text(long change, long id, Optional<ForeignRun> run) {
            JsonObject object = kind("foreign", change);
            object.addProperty("foreign_run", id);
            object.addProperty("deleted", run.isEmpty());
            run.ifPresent(present -> ForeignJson.of(present).asMap().forEach(object::add));
            return checked(object);
        }
    }

    private static JsonObject kind(String kind, long change) {
        JsonObject object = new JsonObject();
        object.addProperty("kind", kind);
        object.addProperty("change", change);
        return object;
    }

    /** The line of {@code object}, with its checksum. */
    static String checked(JsonObject object) {
        String text = object.toString();
        String open = text.substring(0, text.length() - 1);
        return open + tail(open);
    }

    private static String tail(String open) {
        CRC32 crc = new CRC32();
        crc.update(open.getBytes(StandardCharsets.UTF_8));
        return String.format(Locale.ROOT, ",\"crc32\":\"%08x\"}", crc.getValue());
    }

    /** Whether the checksum of {@code line} fits. */
    static boolean isSound(String line) {
        int end = line.lastIndexOf(",\"crc32\":");
        return end >= 0 && line.substring(end).equals(tail(line.substring(0, end)));
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException saying in a few words what is wrong with it
     */
    static RescueLine parse(String line) {
        if (!isSound(line)) {
            throw new IllegalArgumentException("its checksum does not fit");
        }
        try {
            JsonObject object = JsonParser.parseString(line).getAsJsonObject();
            long change = object.get("change").getAsLong();
            return switch (object.get("kind").getAsString()) {
                case "store" -> head(object);
                case "run" -> new OfRun(run(object, change));
                case "point" ->
                    new OfPoint(change, object.get("run").getAsLong(), object.get("ordinal").getAsInt(), object);
                case "foreign" -> new OfForeign(change, object.get("foreign_run").getAsLong(),
                        object.get("deleted").getAsBoolean() ? Optional.empty() : Optional.of(object));
                default -> throw new IllegalArgumentException("is of a kind that this version does not know");
            };
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("is no line of a rescue file", e);
        }
    }

    private static Head head(JsonObject object) {
        int form = object.get("form").getAsInt();
        if (form != FORM) {
            throw new IllegalArgumentException("is of form " + form + "; this version reads form " + FORM);
        }
        return new Head(UUID.fromString(object.get("store").getAsString()));
    }

    private static RunRow run(JsonObject object, long change) {
        List<String> tags = new ArrayList<>();
        object.getAsJsonArray("tags").forEach(tag -> tags.add(tag.getAsString()));
        return new RunRow(object.get("run").getAsLong(), Instant.parse(object.get("started_at").getAsString()),
                PointJson.text(object, "finished_at").map(Instant::parse), object.get("status").getAsString(),
                object.get("message").getAsString(), object.get("plan").toString(),
                object.get("plan_hash").getAsString(), object.get("conditions").toString(),
                object.get("momentary_conditions").toString(),
                Optional.ofNullable(object.get("self_test")).map(JsonElement::toString), tags,
                object.get("note").getAsString(), is(object, "pinned"), is(object, "deleted"), origin(object), change);
    }
}
