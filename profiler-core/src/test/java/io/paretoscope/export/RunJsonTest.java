package io.paretoscope.export;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.store.RunSummary;
import io.paretoscope.store.SampleRuns;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PlanJson;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.PointSamples;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.TestSamples;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Trace;
import io.paretoscope.telemetry.Traces;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RunJsonTest {
    private static final RunSummary SUMMARY = new RunSummary(12, SampleRuns.STARTED_AT, RunStatus.STOPPED,
            List.of("opt-125m (synthetic)", "opt-350m"), "cuda:3", "bf16", List.of("graph"), 6, 4, 1, 1);
    private static final StoredRun RUN = new StoredRun(SUMMARY, SampleRuns.plan(), SampleRuns.conditions(),
            "stopped by the user", SampleRuns.results());

    /** As a reader of the printed text has it. */
    private static JsonObject printed() {
        return JsonParser.parseString(RunJson.text(RunJson.of(RUN))).getAsJsonObject();
    }

    private static JsonObject point(int ordinal) {
        return printed().getAsJsonArray("points").get(ordinal).getAsJsonObject();
    }

    @Test
    void theRunIsDescribed() {
        JsonObject run = printed();
        assertEquals("12 2026-11-23T08:15:30.123456789Z stopped: stopped by the user",
                run.get("run_id").getAsLong() + " " + run.get("started_at").getAsString() + " "
                        + run.get("status").getAsString() + ": " + run.get("message").getAsString());
    }

    @Test
    void thePlanReadsBack() {
        assertEquals(SampleRuns.plan(), PlanJson.parse(printed().get("plan").toString()));
    }

    @Test
    void thePlanIsIdentified() {
        assertEquals(PlanJson.planHash(SampleRuns.plan()), printed().get("plan_hash").getAsString());
    }

    @Test
    void conditionsAreStrings() {
        assertEquals("line\nbreak, é, 漢",
                printed().getAsJsonObject("conditions").get("a \"quoted\" name").getAsString());
    }

    @Test
    void everyMetricReadsBackExactly() {
        for (PointResult result : RUN.results()) {
            JsonObject point = point(result.point().ordinal());
            for (Metric metric : Metric.values()) {
                assertEquals(bare(expected(result, metric)), reading(point, metric.key()), metric.key());
            }
        }
    }

    /** Without interval and source, which stand elsewhere. */
    private static Reading bare(Reading reading) {
        return reading instanceof Reading.Value value ? new Reading.Value(value.value(), value.n()) : reading;
    }

    private static Reading expected(PointResult result, Metric metric) {
        return switch (result.outcome()) {
            case PointOutcome.Measured measured -> measured.metrics().reading(metric);
            case PointOutcome.Failed failed -> new Reading.Unavailable("failed: " + failed.reason());
            case PointOutcome.Skipped skipped -> new Reading.Unavailable("skipped: " + skipped.reason());
        };
    }

    private static Reading reading(JsonObject point, String key) {
        JsonElement value = point.getAsJsonObject("metrics").get(key);
        return value.isJsonNull()
                ? new Reading.Unavailable(point.getAsJsonObject("unavailable").get(key).getAsString())
                : new Reading.Value(value.getAsDouble(), point.getAsJsonObject("metrics_n").get(key).getAsInt());
    }

    @Test
    void rawTimesReadBackExactly() {
        PointOutcome outcome = RUN.results().getFirst().outcome();
        assertEquals(
                ((PointOutcome.Measured) outcome).samples()
                        .windows()
                        .stream()
                        .flatMap(window -> window.batches().stream())
                        .toList(),
                StreamSupport.stream(point(0).getAsJsonArray("windows").spliterator(), false)
                        .flatMap(window -> StreamSupport
                                .stream(window.getAsJsonObject().getAsJsonArray("batches").spliterator(), false))
                        .map(run -> times(run.getAsJsonObject()))
                        .toList());
    }

    private static StepTimes times(JsonObject run) {
        List<Long> steps = run.getAsJsonArray("step_ns").asList().stream().map(JsonElement::getAsLong).toList();
        return new StepTimes(run.get("batch").getAsInt(), run.get("prompt_tokens").getAsLong(),
                run.get("output_tokens").getAsLong(), run.get("prefill_ns").getAsLong(), steps,
                run.get("total_ns").getAsLong());
    }

    @Test
    void syntheticWeightsAreMarked() {
        assertEquals(List.of(true, false),
                List.of(point(0).get("synthetic").getAsBoolean(), point(2).get("synthetic").getAsBoolean()));
    }

    @Test
    void telemetryIsThereOnRequestAlone() {
        JsonObject withTelemetry = RunJson.withTelemetry(RUN).getAsJsonArray("points").get(0).getAsJsonObject();
        assertEquals(List.of(false, true, true), List.of(point(0).has("telemetry"), withTelemetry.has("telemetry"),
                withTelemetry.has("telemetry_unavailable")));
    }

    @Test
    void telemetryReadsBackExactly() {
        Trace trace = new Trace(Quantity.POWER_INSTANT, "a meter", new long[]{-3, 0, 7_000_000_001L},
                new double[]{0.1 + 0.2, 300, 1e-9});
        PointOutcome.Measured measured = (PointOutcome.Measured) RUN.results().getFirst().outcome();
        PointSamples samples = TestSamples.of(measured.samples().windows().getFirst().replicas(),
                measured.samples().peakMemory(),
                new Traces(List.of(trace), Map.of()));
        StoredRun run = new StoredRun(SUMMARY, SampleRuns.plan(), SampleRuns.conditions(), "", List.of(
                SampleRuns.result(SampleRuns.plan().points().getFirst(), PointOutcome.Measured.of(samples))));
        JsonObject read = JsonParser.parseString(RunJson.text(RunJson.withTelemetry(run)))
                .getAsJsonObject()
                .getAsJsonArray("points")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("telemetry")
                .get(0)
                .getAsJsonObject();
        assertEquals(trace, new Trace(Quantity.ofKey(read.get("quantity").getAsString()).orElseThrow(),
                read.get("source").getAsString(),
                read.getAsJsonArray("ns").asList().stream().mapToLong(JsonElement::getAsLong).toArray(),
                read.getAsJsonArray("values").asList().stream().mapToDouble(JsonElement::getAsDouble).toArray()));
    }

    @Test
    void aFailedPointHasItsReasonAndNoRuns() {
        assertEquals("failed: out of memory: 3.2 GiB wanted, \"1.0 GiB\" free false",
                point(2).get("outcome").getAsString() + ": " + point(2).get("reason").getAsString() + " "
                        + point(2).has("windows"));
    }

    @Test
    void aMeasuredPointHasNoReason() {
        assertTrue(point(0).get("reason").isJsonNull());
    }

    @Test
    void theEstimateIsInBytes() {
        JsonObject bytes = point(3).getAsJsonObject("memory_estimate_bytes");
        assertEquals(RUN.results().get(3).memory().total(), bytes.get("total").getAsLong());
    }

    @Test
    void theListOfRunsHasOneObjectARun() {
        JsonArray list = RunJson.of(List.of(SUMMARY, SUMMARY));
        assertEquals(2, list.size());
        assertEquals(
                """
                        {"run_id":12,"started_at":"2026-11-23T08:15:30.123456789Z","status":"stopped",\
                        "models":["opt-125m (synthetic)","opt-350m"],"device":"cuda:3","precision":"bf16","engines":["graph"],"points_planned":6,\
                        "points_measured":4,"points_failed":1,"points_skipped":1,"tags":[],"note":""}""",
                list.get(0).toString());
    }

    @Test
    void everyPointHasTheSameMetrics() {
        Set<String> keys = point(0).getAsJsonObject("metrics").keySet();
        assertEquals(List.of(keys, keys, keys, keys, keys, keys), printed().getAsJsonArray("points")
                .asList()
                .stream()
                .map(point -> point.getAsJsonObject().getAsJsonObject("metrics").keySet())
                .toList());
    }
}
