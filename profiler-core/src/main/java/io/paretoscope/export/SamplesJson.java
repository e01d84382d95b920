package io.paretoscope.export;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.sweep.PointSamples;
import io.paretoscope.telemetry.Trace;
import java.util.List;

/** The raw samples of a point as JSON, from which all its numbers can be computed again. */
final class SamplesJson {
    private SamplesJson() {}

    static void add(JsonObject object, PointSamples samples) {
        object.addProperty("load_ns", samples.loadNanos());
        object.addProperty("warm_up_ns", samples.warmUp().nanos());
        object.addProperty("warm_up_runs", samples.warmUp().runs());
        object.addProperty("warm_up_steady", samples.warmUp().steady());
        object.add("answers", answers(samples.answers()));
        JsonArray windows = new JsonArray();
        for (int repeat = 0; repeat < samples.windows().size(); repeat++) {
            List<TimedWindow> replicas = samples.windows().get(repeat).replicas();
            for (int replica = 0; replica < replicas.size(); replica++) {
                windows.add(window(repeat, replica, replicas.get(replica)));
            }
        }
        object.add("windows", windows);
    }

    /** What the device reported, and why it did not report the rest. */
    static void addTelemetry(JsonObject object, PointSamples samples) {
        JsonArray traces = new JsonArray();
        samples.traces().traces().forEach(trace -> traces.add(trace(trace)));
        object.add("telemetry", traces);
        JsonObject missing = new JsonObject();
        samples.traces().unavailable().forEach((quantity, reason) -> missing.addProperty(quantity.key(), reason));
        object.add("telemetry_unavailable", missing);
    }

    private static JsonObject answers(AnswerCheck check) {
        JsonObject object = new JsonObject();
        switch (check) {
            case AnswerCheck.Agreed(int sequences, int tokens, int nearTies) -> {
                object.addProperty("outcome", "agreed");
                object.addProperty("sequences", sequences);
                object.addProperty("tokens", tokens);
                object.addProperty("near_ties", nearTies);
            }
            case AnswerCheck.Differed(String detail) -> {
                object.addProperty("outcome", "differed");
                object.addProperty("detail", detail);
            }
            case AnswerCheck.NotChecked(String reason) -> {
                object.addProperty("outcome", "not checked");
                object.addProperty("detail", reason);
            }
        }
        return object;
    }

    private static JsonObject window(int repeat, int replica, TimedWindow window) {
        JsonArray batches = new JsonArray();
        window.batches().forEach(batch -> batches.add(times(batch)));
        JsonObject object = new JsonObject();
        object.addProperty("repeat", repeat);
        object.addProperty("replica", replica);
        object.addProperty("start_ns", window.startNanos());
        object.addProperty("end_ns", window.endNanos());
        object.addProperty("ended_by", window.end().label());
        object.addProperty("batches_with_other_tokens", window.differing());
        object.add("batches", batches);
        return object;
    }

    private static JsonObject times(StepTimes times) {
        JsonArray steps = new JsonArray();
        times.stepNanos().forEach(steps::add);
        JsonObject object = new JsonObject();
        object.addProperty("batch", times.batch());
        object.addProperty("prompt_tokens", times.promptTokens());
        object.addProperty("output_tokens", times.outputTokens());
        object.addProperty("prefill_ns", times.prefillNanos());
        object.add("step_ns", steps);
        object.addProperty("total_ns", times.totalNanos());
        return object;
    }

    private static JsonObject trace(Trace trace) {
        JsonArray nanos = new JsonArray();
        JsonArray values = new JsonArray();
        for (int i = 0; i < trace.size(); i++) {
            nanos.add(trace.nanos(i));
            values.add(MetricColumns.number(trace.value(i)));
        }
        JsonObject object = new JsonObject();
        object.addProperty("quantity", trace.quantity().key());
        object.addProperty("source", trace.source());
        object.add("ns", nanos);
        object.add("values", values);
        return object;
    }
}
