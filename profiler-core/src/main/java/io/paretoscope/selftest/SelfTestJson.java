package io.paretoscope.selftest;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.paretoscope.engine.Rounds;
import java.util.HexFormat;
import java.util.List;

/** A self-test's report as JSON: verdicts and figures with the unit at the end of each name, and the raw samples (R31). */
public final class SelfTestJson {
    /** Raised whenever a name goes or means something else. */
    public static final int VERSION = 1;

    private static final double NANOS_PER_SECOND = 1e9;

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
