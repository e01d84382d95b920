package io.paretoscope.selftest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.paretoscope.engine.Rounds;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** A self-test's report as JSON: verdicts and figures with the unit at the end of each name, and the raw samples (R31). */
public final class SelfTestJson {
    /** Raised whenever a name goes or means something else. */
    public static final int VERSION = 1;

    static final double NANOS_PER_SECOND = 1e9;

    private SelfTestJson() {}

    /** The document. */
    public static JsonObject of(SelfTestReport report) {
        List<Check> checks = report.checks();
        JsonObject document = new JsonObject();
        document.addProperty("self_test_version", VERSION);
        document.addProperty("form", report.performance().isPresent() ? "full" : "brief");
        document.addProperty("device", report.device().toString());
        report.performance().ifPresent(found -> document.addProperty("libtorch", found.library()));
        document.addProperty("started_at", report.startedAt().toString());
        document.addProperty("took_seconds", report.tookNanos() / NANOS_PER_SECOND);
        document.addProperty("verdict", Check.worst(checks).label());
        JsonArray array = new JsonArray();
        checks.forEach(check -> array.add(object(check)));
        document.add("checks", array);
        document.add("samples", samples(report));
        return document;
    }

    /**
     * Reads what {@link #of} wrote, but for the raw samples.
     *
     * @param text one JSON document, such as is kept with a run
     * @throws IllegalArgumentException saying in one line what is wrong with it
     */
    public static SelfTestSummary read(String text) {
        try {
            JsonObject document = JsonParser.parseString(text).getAsJsonObject();
            int version = member(document, "self_test_version").getAsInt();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "it has form " + version + ", and this version knows form " + VERSION);
            }
            List<Check> checks = new ArrayList<>();
            member(document, "checks").getAsJsonArray().forEach(check -> checks.add(check(check.getAsJsonObject())));
            return new SelfTestSummary(member(document, "device").getAsString(),
                    Instant.parse(member(document, "started_at").getAsString()),
                    member(document, "took_seconds").getAsDouble(),
                    Optional.ofNullable(document.get("libtorch")).map(JsonElement::getAsString), checks);
        } catch (JsonParseException | IllegalStateException | IllegalArgumentException | UnsupportedOperationException
                | DateTimeException e) {
            throw new IllegalArgumentException("the self-test cannot be read: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
        }
    }

    private static Check check(JsonObject object) {
        List<Check.Figure> figures = new ArrayList<>();
        member(object, "figures").getAsJsonObject()
                .asMap()
                .forEach((key, value) -> figures.add(Check.Figure.of(key, value.getAsDouble())));
        return new Check(member(object, "check").getAsString(), figures,
                Check.Verdict.parse(member(object, "verdict").getAsString()), member(object, "sentence").getAsString());
    }

    private static JsonElement member(JsonObject object, String name) {
        JsonElement member = object.get(name);
        if (member == null) {
            throw new IllegalArgumentException("'" + name + "' is missing");
        }
        return member;
    }

    private static JsonObject object(Check check) {
        JsonObject object = new JsonObject();
        object.addProperty("check", check.key());
        object.addProperty("verdict", check.verdict().label());
        object.addProperty("sentence", check.sentence());
        JsonObject figures = new JsonObject();
        check.figures().forEach(figure -> figures.addProperty(figure.key(), figure.value()));
        object.add("figures", figures);
        return object;
    }

    private static JsonObject samples(SelfTestReport report) {
        JsonObject samples = new JsonObject();
        updates(samples, "energy_counter", report.instrument().energyCounter());
        updates(samples, "power_field", report.instrument().power());
        report.performance().ifPresent(found -> {
            if (found.copyRate() instanceof Finding.Found(var rate)) {
                rounds(samples, "copy_rate", rate.rounds());
            }
            found.matrixRates().forEach((precision, finding) -> {
                if (finding instanceof Finding.Found(var rate)) {
                    rounds(samples, "matrix_rate_" + precision.label(), rate.rounds());
                }
            });
            if (found.workload() instanceof Finding.Found(var workload)) {
                JsonObject object = new JsonObject();
                object.addProperty("model", workload.model());
                object.addProperty("precision", workload.precision().label());
                object.addProperty("engine", workload.engine().used().label());
                workload.engine().reason().ifPresent(reason -> object.addProperty("engine_reason", reason));
                object.addProperty("batch", workload.batch());
                object.addProperty("prompt_tokens", workload.promptTokens());
                object.addProperty("output_tokens", workload.outputTokens());
                object.add("window_tokens_per_s", array(workload.tokensPerSecond()));
                object.addProperty("tokens_crc32", HexFormat.of().toHexDigits((int) workload.checksumBefore()));
                object.addProperty("batches_with_other_tokens", workload.differing());
                samples.add("workload", object);
            }
        });
        return samples;
    }

    private static void updates(JsonObject samples, String key, Finding<Updates> finding) {
        if (finding instanceof Finding.Found(var updates)) {
            JsonObject object = new JsonObject();
            object.addProperty("source", updates.source());
            object.addProperty("answers", updates.samples());
            object.add("intervals_ns", array(updates.intervalsNanos()));
            samples.add(key, object);
        }
    }

    private static void rounds(JsonObject samples, String key, Rounds rounds) {
        JsonObject object = new JsonObject();
        object.addProperty("repeats_per_round", rounds.repeats());
        object.addProperty("warm_up_rounds", rounds.warmUpRounds());
        object.add("rounds_ns", array(rounds.nanos()));
        samples.add(key, object);
    }

    private static JsonArray array(List<? extends Number> numbers) {
        JsonArray array = new JsonArray();
        numbers.forEach(array::add);
        return array;
    }
}
