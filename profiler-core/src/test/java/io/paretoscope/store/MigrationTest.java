package io.paretoscope.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.sweep.JointWindow;
import io.paretoscope.sweep.PlanJson;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.PointSamples;
import io.paretoscope.sweep.Reading;
import io.paretoscope.telemetry.Quantity;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** A store that the released version with schema 1 wrote, beside what that version read from it. */
class MigrationTest {
    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void copyStore() throws IOException {
        file = folder.toRealPath().resolve("runs.mv.db");
        try (InputStream in = resource("runs.mv.db")) {
            Files.copy(in, file);
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(MigrationTest.class.getResourceAsStream("v1/" + name));
    }

    private static JsonArray expectedRuns() throws IOException {
        try (Reader in = new InputStreamReader(resource("runs.json"), StandardCharsets.UTF_8)) {
            return JsonParser.parseReader(in).getAsJsonArray();
        }
    }

    private List<StoredRun> runs() {
        try (RunStore store = RunStore.open(file)) {
            return store.runs()
                    .reversed()
                    .stream()
                    .map(summary -> store.run(summary.id()).orElseThrow())
                    .toList();
        }
    }

    private PointSamples samples() {
        PointOutcome outcome = runs().getFirst().results().getFirst().outcome();
        return ((PointOutcome.Measured) outcome).samples();
    }

    @Test
    void everyRunReadsBackAsTheOldVersionReadIt() throws IOException {
        List<StoredRun> runs = runs();
        JsonArray expected = expectedRuns();
        assertEquals(expected.size(), runs.size());
        for (int i = 0; i < runs.size(); i++) {
            check(expected.get(i).getAsJsonObject(), runs.get(i));
        }
    }

    private static void check(JsonObject expected, StoredRun run) {
        assertEquals(expected.get("run_id").getAsLong(), run.summary().id());
        assertEquals(expected.get("started_at").getAsString(), run.summary().startedAt().toString());
        assertEquals(expected.get("status").getAsString(), run.summary().status().label());
        assertEquals(expected.get("message").getAsString(), run.message());
        assertEquals(PlanJson.parse(expected.get("plan").toString()), run.plan());
        assertEquals(ConditionsJson.values(expected.get("conditions").toString()), run.conditions().all());
        JsonArray points = expected.getAsJsonArray("points");
        assertEquals(points.size(), run.results().size());
        for (int i = 0; i < points.size(); i++) {
            check(points.get(i).getAsJsonObject(), run.results().get(i));
        }
    }

    private static void check(JsonObject expected, PointResult result) {
        assertEquals(expected.get("ordinal").getAsInt(), result.point().ordinal());
        assertEquals(expected.get("finished_at").getAsString(), result.finishedAt().toString());
        assertEquals(expected.getAsJsonObject("memory_estimate_bytes").get("total").getAsLong(),
                result.memory().total());
        assertEquals(expected.get("outcome").getAsString(), result.outcome().label());
        switch (result.outcome()) {
            case PointOutcome.Measured measured -> check(expected, measured.samples());
            case PointOutcome.Failed failed -> assertEquals(expected.get("reason").getAsString(), failed.reason());
            case PointOutcome.Skipped skipped -> assertEquals(expected.get("reason").getAsString(), skipped.reason());
        }
    }

    private static void check(JsonObject expected, PointSamples samples) {
        assertEquals(expected.get("load_ns").getAsLong(), samples.loadNanos());
        assertEquals(expected.get("warm_up_ns").getAsLong(), samples.warmUp().nanos());
        assertEquals(expected.get("warm_up_runs").getAsInt(), samples.warmUp().runs());
        JsonElement peak = expected.getAsJsonObject("metrics").get("peak_device_memory_bytes");
        switch (samples.peakMemory()) {
            case Reading.Value value -> assertEquals(peak.getAsDouble(), value.value());
            case Reading.Unavailable none -> assertEquals(
                    expected.getAsJsonObject("unavailable").get("peak_device_memory_bytes").getAsString(),
                    none.reason());
        }
        List<StepTimes> repeats = new ArrayList<>();
        expected.getAsJsonArray("runs").forEach(run -> repeats.add(times(run.getAsJsonObject())));
        assertEquals(repeats.stream().map(List::of).toList(),
                samples.windows().stream().map(JointWindow::batches).toList());
    }

    private static StepTimes times(JsonObject run) {
        List<Long> steps = new ArrayList<>();
        run.getAsJsonArray("step_ns").forEach(step -> steps.add(step.getAsLong()));
        return new StepTimes(run.get("batch").getAsInt(), run.get("prompt_tokens").getAsLong(),
                run.get("output_tokens").getAsLong(), run.get("prefill_ns").getAsLong(), steps,
                run.get("total_ns").getAsLong());
    }

    @Test
    void repeatsBecomeWindowsOneRightAfterTheOther() {
        long end = 0;
        for (JointWindow window : samples().windows()) {
            assertEquals(end, window.startNanos());
            assertEquals(window.batches().getFirst().totalNanos(), window.nanos());
            end = window.endNanos();
        }
    }

    @Test
    void whatWasNotKeptThenSaysSo() {
        PointSamples samples = samples();
        assertEquals("measured before telemetry was kept", samples.traces().whyNot(Quantity.POWER_INSTANT));
        assertEquals(new Reading.Unavailable("measured before telemetry was kept"), samples.idleWatts());
        assertEquals(new AnswerCheck.NotChecked("measured before answers were checked"), samples.answers());
        assertEquals("measured before other processes were looked for",
                samples.neighbours().unknown().orElseThrow());
    }

    @Test
    void theCheckNamesTheVersionOfTheOldFormulas() {
        try (RunStore store = RunStore.open(file)) {
            assertEquals(new StoreCheck(3, 8, 0, List.of(),
                    List.of("5 points were stored with the formulas of version 1; they are shown by those of version "
                            + io.paretoscope.sweep.PointMetrics.VERSION)),
                    store.check());
        }
    }

    @Test
    void theOldFileIsKeptBesideTheNew() throws IOException {
        byte[] before = Files.readAllBytes(file);
        runs();
        assertArrayEquals(before, Files.readAllBytes(folder.resolve("runs.schema-1.mv.db")));
    }

    @Test
    void aSecondOpeningChangesNothing() {
        assertEquals(runs(), runs());
    }

    @Test
    void aRescueFileIsMadeFromWhichTheOldRunsCanBeHadAgain() {
        List<StoredRun> migrated = runs();
        RunStore.rebuild(RunStore.rescueOf(file), folder.resolve("again"));
        file = folder.resolve("again.mv.db");
        assertEquals(migrated, runs());
    }

    @Test
    void anOldRunCanBeResumed() {
        try (RunStore store = RunStore.open(file)) {
            assertEquals(java.util.Set.of(0), store.resume(2));
            StoredRun run = store.run(2).orElseThrow();
            store.append(2, SampleRuns.measured(run.plan().points().get(1), new Reading.Value(1, 1)));
            assertEquals(2, store.run(2).orElseThrow().results().size());
        }
    }
}
