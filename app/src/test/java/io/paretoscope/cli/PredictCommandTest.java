package io.paretoscope.cli;

import com.google.gson.JsonObject;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.selftest.Reports;
import io.paretoscope.selftest.SelfTestJson;
import io.paretoscope.sweep.Conditions;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Predictions on the command line. The fake's steps take 4 ms and its prefill 20 ms, whatever the batch is. */
class PredictCommandTest {
    @TempDir
    private Path folder;

    private CliRig rig = new CliRig(Path.of("."));

    @BeforeEach
    void open() {
        rig = new CliRig(folder);
    }

    private void sweep(String models, String... more) {
        String[] args = Stream
                .concat(Stream.of("sweep", "--model", models, "--batch", "1,2,4,8,16,32"), Stream.of(more))
                .toArray(String[]::new);
        CliRig.Outcome outcome = rig.run(args);
        assertEquals(0, outcome.exitCode(), outcome.err());
    }

    private JsonObject prediction(String... args) {
        CliRig.Outcome outcome = rig.run(args);
        assertEquals(0, outcome.exitCode(), outcome.err());
        return outcome.document().getAsJsonArray("predictions").get(0).getAsJsonObject();
    }

    private static JsonObject metric(JsonObject prediction, String key) {
        return prediction.getAsJsonObject("metrics").getAsJsonObject(key);
    }

    private void refused(int exitCode, String message, String... args) {
        CliRig.Outcome outcome = rig.run(args);
        assertEquals(exitCode, outcome.exitCode(), outcome.out());
        assertEquals("paretoscope predict: " + message, outcome.errLines().getLast().startsWith("try ")
                ? outcome.errLines().get(outcome.errLines().size() - 2)
                : outcome.errLines().getLast());
    }

    @Test
    void pointsOfSeveralEnginesNeedAChoice() {
        sweep("opt-125m", "--device", "cuda:0", "--engine", "graph,torchscript");
        refused(1, "run 1: points of several engines: say with --engine whose points count", "predict", "--run", "1",
                "--batch", "6");
    }

    @Test
    void pointsOfTheEngineThatIsNamedCountAlone() {
        sweep("opt-125m", "--device", "cuda:0", "--engine", "graph,torchscript");
        CliRig.Outcome outcome = rig.run("predict", "--run", "1", "--batch", "6", "--engine", "torchscript");
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(outcome.out().startsWith("by run 1, 6 points; prompt 16, output 16 tokens, fp16, torchscript\n"),
                outcome.out());
    }

    @Test
    void anEngineWithoutPointsIsNamed() {
        sweep("opt-125m");
        CliRig.Outcome outcome = rig.run("predict", "--run", "1", "--batch", "6", "--engine", "graph");
        assertTrue(outcome.errLines().getLast().startsWith("paretoscope predict: run 1, engine graph: 0 points count"),
                outcome.err());
    }

    @Test
    void aBatchBetweenMeasuredOnesIsInterpolated() {
        sweep("opt-125m");
        JsonObject prediction = prediction("predict", "--run", "1", "--batch", "6", "--json");
        assertEquals("[\"interpolated\"]", prediction.getAsJsonArray("basis").toString());
        assertEquals(4, metric(prediction, "itl_mean_ms").get("value").getAsDouble(), 1e-6);
        assertEquals(20, metric(prediction, "ttft_median_ms").get("value").getAsDouble(), 1e-6);
        assertEquals(6 * 16 / 0.080, metric(prediction, "output_tokens_per_s").get("value").getAsDouble(), 1e-3);
        assertTrue(metric(prediction, "itl_mean_ms").get("measured").isJsonNull());
        assertTrue(metric(prediction, "energy_per_output_token_j").get("value").isJsonNull());
        assertEquals("fewer than 6 points that count have a power",
                metric(prediction, "energy_per_output_token_j").get("reason").getAsString());
    }

    @Test
    void whatWasMeasuredStandsBesideItsPrediction() {
        sweep("opt-125m");
        String out = rig.run("predict", "--latest", "--batch", "8").out();
        assertTrue(out.lines()
                .anyMatch(line -> line
                        .matches("opt-125m, batch 8 +ITL mean, ms +4\\.00 +4\\.00 … 4\\.00 +4\\.00 +[+-]0\\.0 %")),
                out);
        assertTrue(out.lines().anyMatch(line -> line.startsWith("  interpolated ")), out);
    }

    @Test
    void largerBatchesAndLongerPromptsAreExtrapolated() {
        sweep("opt-125m");
        assertEquals("[\"extrapolated\"]",
                prediction("predict", "--run", "1", "--batch", "64", "--json").getAsJsonArray("basis").toString());
        assertEquals("[\"extrapolated\"]", prediction("predict", "--run", "1", "--batch", "8", "--prompt", "64",
                "--json").getAsJsonArray("basis").toString());
    }

    @Test
    void aSizeThatWasNotMeasuredNeedsThreeThatWere() {
        sweep("opt-125m,opt-350m");
        assertEquals("another size is predicted from at least 3 models, and the points that count have 2",
                metric(prediction("predict", "--run", "1", "--model", "opt-1.3b", "--batch", "8", "--json"),
                        "itl_mean_ms")
                        .get("reason")
                        .getAsString());
    }

    @Test
    void severalRunsCountTogether() {
        sweep("opt-125m");
        sweep("opt-350m");
        sweep("opt-1.3b");
        JsonObject prediction = prediction("predict", "--run", "1", "--run", "2", "--run", "3", "--model", "opt-2.7b",
                "--batch", "8", "--json");
        assertTrue(prediction.getAsJsonArray("basis").toString().contains("other_size"), prediction.toString());
        assertFalse(metric(prediction, "itl_mean_ms").get("value").isJsonNull());
    }

    @Test
    void runsUnderOtherConditionsAreNoted() {
        sweep("opt-125m");
        rig.workbench.changeConditions(new Conditions(Map.of("host", "fake", "driver", "2"), Map.of()));
        sweep("opt-350m");
        CliRig.Outcome outcome = rig.run("predict", "--run", "1", "--run", "2", "--batch", "8");
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(outcome.err().startsWith("note: run 2 was measured under other conditions than run 1 (driver"),
                outcome.err());
    }

    @Test
    void runsOfAnotherDeviceAreRefused() {
        sweep("opt-125m");
        sweep("opt-125m", "--device", "cuda:0", "--precision", "fp32");
        refused(2, "run 2 ran on cuda:0 and run 1 on cpu: take runs of one device", "predict", "--run", "1", "--run",
                "2",
                "--batch", "8");
    }

    @Test
    void anotherCardNeedsTheSelfTestOfTheRun() {
        sweep("opt-125m,opt-350m");
        refused(1,
                "run 1 has no self-test, so its device's ceilings are not known; 'paretoscope selftest --device cpu' "
                        + "measures them, and later runs under the same conditions have them",
                "predict", "--run", "1", "--batch",
                "8", "--bandwidth", "2000");
    }

    @Test
    void anotherCardIsMarkedAndKnowsWhatDoesNotFit() {
        sweep("opt-125m,opt-350m");
        rig.workbench.keepSelfTest(SelfTestJson.of(Reports.full(DeviceId.CPU)).toString());
        JsonObject prediction = prediction("predict", "--run", "1", "--batch", "8", "--bandwidth", "2000", "--memory",
                "0.5",
                "--json");
        assertEquals("[\"other_card\"]", prediction.getAsJsonArray("basis").toString());
        assertFalse(prediction.get("fits").getAsBoolean());
        assertTrue(metric(prediction, "itl_mean_ms").get("measured").isJsonNull());
    }

    @Test
    void theCheckLeavesEachPointOut() {
        sweep("opt-125m");
        CliRig.Outcome outcome = rig.run("predict", "--run", "1", "--check");
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertEquals("ITL mean: 6 points, each predicted by a fit to the others: the median error is 0.0 %",
                outcome.out().lines().findFirst().orElseThrow());
        JsonObject itl = rig.run("predict", "--run", "1", "--check", "--json")
                .document()
                .getAsJsonArray("metrics")
                .get(0)
                .getAsJsonObject();
        assertEquals("itl_mean_ms", itl.get("key").getAsString());
        assertEquals(6, itl.getAsJsonArray("points").size());
        assertEquals(0, itl.get("median_error").getAsDouble(), 1e-6);
    }

    @Test
    void fewPointsAreNoModel() {
        rig.run("sweep", "--batch", "1,2");
        refused(1,
                "run 1: 2 points count (VALID, one engine alone, with decode steps), and a prediction needs at least 6: "
                        + "measure more batches or models",
                "predict", "--run", "1", "--batch", "8");
    }

    @Test
    void pointsThatDoNotCountAreNamedWithTheReason() {
        sweep("opt-125m", "--repeats", "1");
        refused(1,
                "run 1: 0 points count (VALID, one engine alone, with decode steps), and a prediction needs at least 6: "
                        + "measure more batches or models; one that does not count: opt-125m, batch 1 (UNSTABLE: measured for too "
                        + "short a time)",
                "predict", "--run", "1", "--batch", "8");
    }

    @Test
    void anUnknownModelIsRefusedWithTheKnownOnes() {
        sweep("opt-125m");
        refused(2, "unknown model 'opt-9b': one of opt-125m, opt-350m, opt-1.3b, opt-2.7b, opt-6.7b, opt-13b",
                "predict",
                "--run", "1", "--model", "opt-9b", "--batch", "8");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"--run 1|which batches? give --batch, such as --batch 1,8,48, or --check",
        "--run 7 --batch 1|no run 7 in STORE: one of 1",
        "--batch 1|which runs? give --run ID, as often as needed, or --latest; 'paretoscope runs' lists them",
        "--run 1 --run 1 --batch 1|--run names a run twice: [1, 1]",
        "--run 1 --batch 0|batch size 0: must be at least 1",
        "--run 1 --batch 1 --prompt 3000|prompt 3000 + output 16 tokens exceed the 2048 positions of opt-125m",
        "--run 1 --batch 1 --bandwidth -3|--bandwidth -3.0: must be above 0",
        "--run 1 --batch 1 --bandwidth NaN|Invalid value for option '--bandwidth': 'NaN' is not a number, such as 5 or 0.5",
        "--run 1 --check --batch 1|--check is about the points of the runs: leave out what is to be predicted"})
    void whatMeansNothingIsRefused(String args, String message) {
        sweep("opt-125m");
        refused(2, message.replace("STORE", folder.resolve("runs.mv.db").toString()),
                ("predict " + args).split(" "));
    }
}
