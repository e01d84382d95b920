package io.paretoscope;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.paretoscope.sweep.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** One sweep with the real engine in real workers, kept in a real store, and what the other commands then say of it. */
class SweepEndToEndTest {
    /** What every device has numbers for. */
    private static final Set<Metric> OF_TIMES = Set.of(Metric.TTFT_MEDIAN, Metric.ITL_MEDIAN,
            Metric.REQUEST_LATENCY_MEDIAN, Metric.OUTPUT_THROUGHPUT, Metric.TOTAL_THROUGHPUT,
            Metric.DECODE_THROUGHPUT, Metric.REQUEST_THROUGHPUT, Metric.PEAK_MEMORY);

    private static final List<String> SIZE = List.of("--batch", "1,2", "--prompt", "4", "--output", "6", "--repeats",
            "2");

    @TempDir
    static Path shared;

    private static Path checkpoint = Path.of("");
    private static RealCommandLine.Outcome sweep = new RealCommandLine.Outcome(-1, "", "");

    @TempDir
    Path folder;

    @BeforeAll
    static void measure() throws IOException {
        checkpoint = ReferenceFiles.unpack(ReferenceFiles.PRE_NORM, shared).folder();
        sweep = new RealCommandLine(shared).run(Stream.of(List.of("sweep", "--checkpoint", checkpoint.toString()), SIZE,
                List.of("--json", "--store", "runs", "--csv", "points.csv")).flatMap(List::stream).toList());
        assertEquals(0, sweep.exitCode(), sweep.err());
    }

    private static RealCommandLine.Outcome atTheStore(String... args) {
        return new RealCommandLine(shared)
                .run(Stream.concat(Stream.of(args), Stream.of("--store", "runs")).toArray(String[]::new));
    }

    private static List<JsonObject> points() {
        return sweep.document().getAsJsonArray("points").asList().stream().map(JsonElement::getAsJsonObject).toList();
    }

    @Test
    void everyPointHasEveryMetricOrTheReasonWhyNot() {
        assertEquals(List.of(1, 2), points().stream().map(point -> point.get("batch").getAsInt()).toList());
        for (JsonObject point : points()) {
            for (Metric metric : Metric.values()) {
                JsonElement value = point.getAsJsonObject("metrics").get(metric.key());
                if (value.isJsonNull()) {
                    String reason = point.getAsJsonObject("unavailable").get(metric.key()).getAsString();
                    assertTrue(metric != Metric.ITL_P99 || reason.matches("n too small: \\d+ of 299 steps"), reason);
                    assertFalse(reason.isBlank() || OF_TIMES.contains(metric), metric.key() + ": " + reason);
                } else {
                    assertTrue(value.getAsDouble() > 0, metric.key());
                }
            }
        }
    }

    @Test
    void trainedWeightsAreNotCalledSynthetic() {
        assertFalse(sweep.out().contains("\"synthetic\": true"));
    }

    @Test
    void thePlanAndThenProgressGoToStandardError() {
        List<String> lines = sweep.err().lines().toList();
        assertEquals("run 1: 2 points", lines.getFirst());
        assertEquals(2, lines.stream().filter(line -> line.matches("tiny-opt-preln +[12] .* runs")).count(),
                sweep.err());
        List<String> progress = lines.subList(lines.size() - 2, lines.size());
        assertTrue(progress.get(0).startsWith("[1/2] tiny-opt-preln, batch 1: "), sweep.err());
        assertTrue(progress.get(1).startsWith("[2/2] tiny-opt-preln, batch 2: "), sweep.err());
    }

    @Test
    void runsAgrees() {
        JsonArray runs = atTheStore("runs", "--json").document().getAsJsonArray("runs");
        assertEquals(1, runs.size());
        JsonObject run = runs.get(0).getAsJsonObject();
        for (String key : List.of("run_id", "started_at", "status")) {
            assertEquals(sweep.document().get(key), run.get(key));
        }
        assertEquals(2, run.get("points_measured").getAsInt());
    }

    @Test
    void theExportedCsvIsThatOfTheSweep() throws IOException {
        assertEquals(0, atTheStore("export", "--latest", "--csv", "exported.csv").exitCode());
        assertEquals(Files.readString(shared.resolve("points.csv")), Files.readString(shared.resolve("exported.csv")));
    }

    @Test
    void theCsvHasTheNumbersOfTheDocument() throws IOException {
        List<String> lines = Files.readAllLines(shared.resolve("points.csv"));
        int column = List.of(lines.getFirst().split(",", -1)).indexOf("output_tokens_per_s");
        for (int i = 0; i < points().size(); i++) {
            assertEquals(points().get(i).getAsJsonObject("metrics").get("output_tokens_per_s").getAsString(),
                    lines.get(i + 1).split(",", -1)[column]);
        }
    }

    @Test
    void theChartIsAPicture() throws IOException {
        assertEquals(0, atTheStore("export", "--run", "1", "--png", "charts").exitCode());
        assertTrue(ImageIO.read(shared.resolve("charts/paretoscope-sweep-1.png").toFile()).getWidth() >= 640);
    }

    @Test
    void aPlanFileRunsAsItSays() throws IOException {
        Files.writeString(folder.resolve("plan.json"), """
                {"models": [{"name": "mine", "checkpoint": "%s"}], "batch_sizes": [3], "prompt_tokens": 2,
                 "output_tokens": 3, "repeats": 1}""".formatted(checkpoint));
        RealCommandLine.Outcome outcome = new RealCommandLine(folder).run("sweep", "--plan", "plan.json", "--store",
                "runs", "--json");
        assertEquals(0, outcome.exitCode(), outcome.err());
        JsonObject point = outcome.document().getAsJsonArray("points").get(0).getAsJsonObject();
        assertEquals("mine 3 2 3", point.get("model").getAsString() + " " + point.get("batch").getAsInt() + " "
                + point.get("prompt_tokens").getAsInt() + " " + point.get("output_tokens").getAsInt());
        assertEquals(1, point.getAsJsonArray("windows").size());
    }

    @Test
    void aPlanWhoseCheckpointIsNotTheSizeItNamesIsRefused() throws IOException {
        Files.writeString(folder.resolve("plan.json"), """
                {"models": [{"name": "opt-125m", "checkpoint": "%s"}], "batch_sizes": [1], "prompt_tokens": 2,
                 "output_tokens": 3}""".formatted(checkpoint));
        RealCommandLine.Outcome outcome = new RealCommandLine(folder).run("sweep", "--plan", "plan.json");
        assertEquals(2, outcome.exitCode());
        assertEquals("paretoscope sweep: --plan: " + folder.resolve("plan.json") + ": models[0].checkpoint: "
                + checkpoint
                + ": num_hidden_layers is 3, where opt-125m has 12; give the model another name, or the \"config\" of its "
                + "checkpoint", outcome.firstError());
    }

    @Test
    void aDryRunWritesNothing() throws IOException {
        RealCommandLine.Outcome outcome = new RealCommandLine(folder).run("sweep", "--batch", "1,1000000000",
                "--dry-run",
                "--store", "runs", "--csv", "points.csv");
        assertEquals(0, outcome.exitCode());
        assertTrue(outcome.out().contains("opt-125m (synthetic)"), outcome.out());
        assertTrue(outcome.out().contains("skipped [1]"), outcome.out());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void aCheckpointWithoutWeightsIsRefusedBeforeAnythingRuns() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Files.copy(checkpoint.resolve("config.json"), empty.resolve("config.json"));
        RealCommandLine.Outcome outcome = new RealCommandLine(folder).run("sweep", "--checkpoint", "empty", "--store",
                "runs");
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.firstError().contains("empty: no weights; expected model.safetensors"), outcome.err());
        assertFalse(Files.exists(folder.resolve("runs.mv.db")));
    }

    @Test
    void syntheticWeightsAreAlwaysMarked() {
        RealCommandLine.Outcome outcome = new RealCommandLine(folder).run("sweep", "--batch", "1", "--prompt", "1",
                "--output", "2", "--repeats", "1", "--store", "runs");
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(outcome.out().contains("opt-125m (synthetic)      1 "), outcome.out());
        assertTrue(outcome.out().contains("weights: opt-125m synthetic, seed 0\n"), outcome.out());
    }
}
