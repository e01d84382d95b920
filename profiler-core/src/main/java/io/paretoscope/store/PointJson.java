package io.paretoscope.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.replica.ReplicaPlace;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.Neighbours;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.PointSamples;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.WarmUpRecord;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Trace;
import io.paretoscope.telemetry.Traces;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A finished point as plain JSON, with everything that it takes to have it again, bit for bit. Nothing is packed: whoever
 * needs this has lost a store, and should need no more than a JSON parser.
 */
final class PointJson {
    private PointJson() {}

    static JsonObject of(PointResult result) {
        MemoryEstimate memory = result.memory();
        JsonObject object = new JsonObject();
        object.addProperty("ordinal", result.point().ordinal());
        object.addProperty("finished_at", result.finishedAt().toString());
        object.add("memory_estimate_bytes",
                longs(List.of(memory.weights(), memory.kvCache(), memory.activations(), memory.reserve())));
        object.addProperty("outcome", result.outcome().label());
        switch (result.outcome()) {
            case PointOutcome.Measured measured -> addSamples(object, measured.samples());
            case PointOutcome.Failed(String reason) -> object.addProperty("reason", reason);
            case PointOutcome.Skipped(String reason) -> object.addProperty("reason", reason);
        }
        return object;
    }

    /**
     * Reads what {@link #of} wrote, as the result of {@code point}.
     *
     * @throws RuntimeException of some kind, where it is no such thing
     */
    static PointResult result(JsonObject object, Point point) {
        List<Long> memory = list(object, "memory_estimate_bytes", JsonElement::getAsLong);
        String outcome = object.get("outcome").getAsString();
        return new PointResult(point, new MemoryEstimate(memory.get(0), memory.get(1), memory.get(2), memory.get(3)),
                Instant.parse(object.get("finished_at").getAsString()), switch (outcome) {
                    case PointOutcome.Measured.LABEL -> PointOutcome.Measured.of(samples(object));
                    case PointOutcome.Failed.LABEL -> new PointOutcome.Failed(object.get("reason").getAsString());
                    case PointOutcome.Skipped.LABEL -> new PointOutcome.Skipped(object.get("reason").getAsString());
                    default -> throw new IllegalArgumentException("unknown outcome '" + outcome + "'");
                });
    }

    private static void addSamples(JsonObject object, PointSamples samples) {
        object.addProperty("load_ns", samples.loadNanos());
        object.addProperty("warm_up_ns", samples.warmUp().nanos());
        object.addProperty("warm_up_runs", samples.warmUp().runs());
        object.addProperty("warm_up_steady", samples.warmUp().steady());
        object.addProperty("engine_asked", samples.engine().asked().label());
        object.addProperty("engine_used", samples.engine().used().label());
        samples.engine().reason().ifPresent(why -> object.addProperty("engine_reason", why));
        object.add("replica_places", PlacesJson.of(samples.places()));
        object.add("memory_before", ReadingJson.of(samples.memoryBefore()));
        object.add("peak_memory", ReadingJson.of(samples.peakMemory()));
        object.add("idle_watts", ReadingJson.of(samples.idleWatts()));
        object.add("answers", answers(samples.answers()));
        object.add("foreign_processes", texts(samples.neighbours().foreign()));
        samples.neighbours().unknown().ifPresent(why -> object.addProperty("neighbours_unknown", why));
        object.add("worker_errors", texts(samples.workerErrors()));
        samples.notCooled().ifPresent(why -> object.addProperty("not_cooled", why));
        JsonArray windows = new JsonArray();
        PlacesJson.inOneRow(samples.windows()).forEach(window -> windows.add(window(window)));
        object.add("windows", windows);
        JsonArray traces = new JsonArray();
        samples.traces().traces().forEach(trace -> traces.add(trace(trace)));
        object.add("telemetry", traces);
        JsonObject unavailable = new JsonObject();
        samples.traces().unavailable().forEach((quantity, why) -> unavailable.addProperty(quantity.key(), why));
        object.add("telemetry_unavailable", unavailable);
    }

    private static PointSamples samples(JsonObject object) {
        Map<Quantity, String> unavailable = new EnumMap<>(Quantity.class);
        object.getAsJsonObject("telemetry_unavailable")
                .asMap()
                .forEach((key, why) -> unavailable.put(PointReader.quantity(key), why.getAsString()));
        List<ReplicaPlace> places = PlacesJson.places(
                object.has("replica_places") ? object.getAsJsonArray("replica_places") : new JsonArray());
        return new PointSamples(
                PlacesJson.repeats(list(object, "windows", element -> window(element.getAsJsonObject())),
                        places.size()),
                places, object.get("load_ns").getAsLong(),
                new WarmUpRecord(object.get("warm_up_ns").getAsLong(), object.get("warm_up_runs").getAsInt(),
                        object.get("warm_up_steady").getAsBoolean()),
                object.has("memory_before")
                        ? ReadingJson.reading(object.getAsJsonObject("memory_before"))
                        : new Reading.Unavailable("measured before it was kept"),
                ReadingJson.reading(object.getAsJsonObject("peak_memory")),
                ReadingJson.reading(object.getAsJsonObject("idle_watts")),
                answers(object.getAsJsonObject("answers")),
                new Traces(list(object, "telemetry", element -> trace(element.getAsJsonObject())), unavailable),
                new Neighbours(list(object, "foreign_processes", JsonElement::getAsString),
                        text(object, "neighbours_unknown")),
                list(object, "worker_errors", JsonElement::getAsString), text(object, "not_cooled"), engine(object));
    }

    /** What was written down before there was a choice of engines ran on TorchScript. */
    private static EngineUse engine(JsonObject object) {
        return object.has("engine_asked")
                ? new EngineUse(EngineKind.parse(object.get("engine_asked").getAsString()),
                        EngineKind.parse(object.get("engine_used").getAsString()), text(object, "engine_reason"))
                : EngineUse.as(EngineKind.TORCHSCRIPT);
    }

    private static JsonObject answers(AnswerCheck check) {
        JsonObject object = new JsonObject();
        switch (check) {
            case AnswerCheck.Agreed(int sequences, int tokens, int nearTies) -> {
                object.addProperty("outcome", Answers.AGREED);
                object.addProperty("sequences", sequences);
                object.addProperty("tokens", tokens);
                object.addProperty("near_ties", nearTies);
            }
            case AnswerCheck.Differed(String detail) -> {
                object.addProperty("outcome", Answers.DIFFERED);
                object.addProperty("detail", detail);
            }
            case AnswerCheck.NotChecked(String reason) -> {
                object.addProperty("outcome", Answers.NOT_CHECKED);
                object.addProperty("detail", reason);
            }
        }
        return object;
    }

    private static AnswerCheck answers(JsonObject object) {
        String outcome = object.get("outcome").getAsString();
        return switch (outcome) {
            case Answers.AGREED -> new AnswerCheck.Agreed(object.get("sequences").getAsInt(),
                    object.get("tokens").getAsInt(), object.get("near_ties").getAsInt());
            case Answers.DIFFERED -> new AnswerCheck.Differed(object.get("detail").getAsString());
            case Answers.NOT_CHECKED -> new AnswerCheck.NotChecked(object.get("detail").getAsString());
            default -> throw new IllegalArgumentException("unknown outcome of the check of answers '" + outcome + "'");
        };
    }

    private static JsonObject window(TimedWindow window) {
        JsonArray batches = new JsonArray();
        window.batches().forEach(batch -> batches.add(batch(batch)));
        JsonObject object = new JsonObject();
        object.addProperty("start_ns", window.startNanos());
        object.addProperty("end_ns", window.endNanos());
        object.addProperty("ended_by", window.end().label());
        object.addProperty("batches_with_other_tokens", window.differing());
        object.add("batches", batches);
        return object;
    }

    private static TimedWindow window(JsonObject object) {
        return new TimedWindow(object.get("start_ns").getAsLong(), object.get("end_ns").getAsLong(),
                PointReader.end(object.get("ended_by").getAsString()),
                list(object, "batches", element -> batch(element.getAsJsonObject())),
                object.get("batches_with_other_tokens").getAsInt());
    }

    private static JsonObject batch(StepTimes times) {
        JsonObject object = new JsonObject();
        object.addProperty("batch", times.batch());
        object.addProperty("prompt_tokens", times.promptTokens());
        object.addProperty("output_tokens", times.outputTokens());
        object.addProperty("prefill_ns", times.prefillNanos());
        object.add("step_ns", longs(times.stepNanos()));
        object.addProperty("total_ns", times.totalNanos());
        return object;
    }

    private static StepTimes batch(JsonObject object) {
        return new StepTimes(object.get("batch").getAsInt(), object.get("prompt_tokens").getAsLong(),
                object.get("output_tokens").getAsLong(), object.get("prefill_ns").getAsLong(),
                list(object, "step_ns", JsonElement::getAsLong), object.get("total_ns").getAsLong());
    }

    private static JsonObject trace(Trace trace) {
        JsonArray nanos = new JsonArray(trace.size());
        JsonArray values = new JsonArray(trace.size());
        for (int i = 0; i < trace.size(); i++) {
            nanos.add(trace.nanos(i));
            values.add(ReadingJson.number(trace.value(i)));
        }
        JsonObject object = new JsonObject();
        object.addProperty("quantity", trace.quantity().key());
        object.addProperty("source", trace.source());
        object.add("ns", nanos);
        object.add("values", values);
        return object;
    }

    private static Trace trace(JsonObject object) {
        return new Trace(PointReader.quantity(object.get("quantity").getAsString()), object.get("source").getAsString(),
                list(object, "ns", JsonElement::getAsLong).stream().mapToLong(Long::longValue).toArray(),
                list(object, "values", ReadingJson::number).stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static JsonArray longs(List<Long> values) {
        JsonArray array = new JsonArray(values.size());
        values.forEach(array::add);
        return array;
    }

    private static JsonArray texts(List<String> values) {
        JsonArray array = new JsonArray(values.size());
        values.forEach(array::add);
        return array;
    }

    private static <T> List<T> list(JsonObject object, String key, Function<JsonElement, T> read) {
        List<T> values = new ArrayList<>();
        object.getAsJsonArray(key).forEach(element -> values.add(read.apply(element)));
        return values;
    }

    static Optional<String> text(JsonObject object, String key) {
        return Optional.ofNullable(object.get(key)).map(JsonElement::getAsString);
    }
}
