package io.paretoscope.cli;

import com.google.gson.JsonObject;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.selftest.Reports;
import io.paretoscope.selftest.SelfTestJson;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the command line makes of a stored run. The fake's steps take the same time whatever the batch is. */
class DecisionCommandsTest {
    @TempDir
    private Path folder;

    private CliRig rig = new CliRig(Path.of("."));

    @BeforeEach
    void sweep() {
        rig = new CliRig(folder);
    }

    private JsonObject json(String... args) {
        CliRig.Outcome outcome = rig.run(args);
        assertEquals(0, outcome.exitCode(), outcome.err());
        return outcome.document();
    }

    private static JsonObject first(JsonObject document, String array) {
        return document.getAsJsonArray(array).get(0).getAsJsonObject();
    }

    @Test
    void theFrontierHasTheLargestBatchAloneWhereLatencyStaysTheSame() {
        rig.run("sweep", "--batch", "1,2,4");
        CliRig.Outcome outcome = rig.run("frontier", "--latest");
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertEquals("Output throughput (more is better) against ITL median (less is better)",
                outcome.out().lines().findFirst().orElseThrow());
        assertTrue(outcome.out().lines().anyMatch(line -> line.matches("opt-125m, batch 4 .* on the front")),
                outcome.out());
        assertTrue(
                outcome.out()
                        .lines()
                        .anyMatch(line -> line.matches("opt-125m, batch 1 .* dominated by opt-125m, batch 4")),
                outcome.out());
    }

    @Test
    void theFrontierAsJsonTellsWhoDominates() {
        rig.run("sweep", "--batch", "1,2");
        JsonObject point = first(json("frontier", "--latest", "--json", "--metrics", "output_tokens,ttft"), "points");
        assertEquals("dominated", point.get("standing").getAsString());
        assertEquals("opt-125m, batch 2", point.get("dominated_by").getAsString());
        assertTrue(point.get("certain").getAsBoolean());
    }

    @Test
    void pointsThatAreNotValidAreLeftOutOfTheFrontierWithTheReason() {
        rig.run("sweep", "--batch", "1,2", "--repeats", "1");
        CliRig.Outcome outcome = rig.run("frontier", "--latest");
        assertEquals(1, outcome.exitCode());
        assertEquals("paretoscope frontier: run 1 has no point that counts: UNSTABLE: measured for too short a time",
                outcome.errLines().getFirst());
    }

    @Test
    void thereIsNoKneeWhereThroughputStillRises() {
        rig.run("sweep", "--batch", "1,2,4");
        String out = rig.run("knee", "--latest").out();
        assertTrue(
                out.startsWith("opt-125m (synthetic): still rising at batch 4, the largest that counts; measure larger "
                        + "batches"),
                out);
        assertTrue(out.contains("+100 %"), out);
    }

    @Test
    void theKneeAsJsonSaysThatMemoryCameFirst() {
        rig.run("sweep", "--batch", "1,2,4,4000000");
        JsonObject series = first(json("knee", "--latest", "--json"), "series");
        assertEquals("memory_first", series.get("answer").getAsString());
        assertTrue(series.get("reason").getAsString().startsWith("skipped: needs "), series.toString());
    }

    @Test
    void twoBatchesHaveNoKnee() {
        rig.run("sweep", "--batch", "1,2");
        JsonObject series = first(json("knee", "--latest", "--json"), "series");
        assertEquals("none", series.get("answer").getAsString());
    }

    @Test
    void adviceIsTheLargestBatchThatKeepsToTheRule() {
        rig.run("sweep", "--batch", "1,2,4");
        CliRig.Outcome outcome = rig.run("advise", "--run", "1");
        assertTrue(outcome.out()
                .startsWith("opt-125m (synthetic): serve with batch 4, the largest that keeps to the rule (reference: "
                        + "batch 4)"),
                outcome.out());
    }

    @Test
    void aLimitThatNothingKeepsIsSaidWithWhatItBreaks() {
        rig.run("sweep", "--batch", "1,2");
        JsonObject series = first(json("advise", "--latest", "--json", "--max", "ttft=10"), "series");
        assertTrue(series.get("batch").isJsonNull());
        assertEquals("no batch keeps to the rule; batch 1: TTFT is 20.00 ms, more than 10.0",
                series.get("reason").getAsString());
    }

    @Test
    void withoutBatchOneThereIsNoAdvice() {
        rig.run("sweep", "--batch", "2,4");
        String out = rig.run("advise", "--latest").out();
        assertEquals("opt-125m (synthetic): no advice: T(1) was not measured: measure batch 1, too",
                out.lines().findFirst().orElseThrow());
    }

    @Test
    void adviceIsOnOneEngineAndNotOnReplicas() {
        rig.run("sweep", "--batch", "1,2", "--replicas", "1,2");
        assertEquals(1, json("advise", "--latest", "--json").getAsJsonArray("series").size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--metrics|itl,ttft|'itl' could be itl_median_ms, itl_mean_ms, itl_p99_ms",
        "--metrics|ttft|a front is over two or three metrics, not 1",
        "--metrics|speed,ttft|unknown metric 'speed': one of ttft_median_ms, "})
    void metricsThatMeanNothingAreRefused(String option, String value, String message) {
        CliRig.Outcome outcome = rig.run("frontier", "--latest", option, value);
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.errLines().getFirst().contains(message), outcome.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--max|itl_median_ms|'itl_median_ms' is no limit; expected METRIC=VALUE, such as itl_median_ms=20",
        "--max|itl_median_ms=x|'itl_median_ms=x' has no number behind the =",
        "--max|output_tokens=3|a limit on output_tokens_per_s makes no sense: more of it is better",
        "--epsilon|0|epsilon 0.0: must lie between 0 and 1", "--slowdown|0.5|slowdown 0.5: must be at least 1",
        "--epsilon|NaN|'NaN' is not a number, such as 5 or 0.5"})
    void rulesThatMeanNothingAreRefused(String option, String value, String message) {
        CliRig.Outcome outcome = rig.run("advise", "--latest", option, value);
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.errLines().getFirst().contains(message), outcome.err());
    }

    @Test
    void aRunWithoutASelfTestHasNoRoofline() {
        rig.run("sweep", "--batch", "1");
        CliRig.Outcome outcome = rig.run("roofline", "--latest");
        assertEquals(1, outcome.exitCode());
        assertEquals("paretoscope roofline: run 1 has no self-test, so its device's ceilings are not known; "
                + "'paretoscope selftest --device cpu' measures them, and later runs under the same conditions have them",
                outcome.errLines().getFirst());
    }

    @Test
    void theRooflineTellsHowFarStepsAreFromTheLeast() {
        rig.run("sweep", "--batch", "1");
        rig.workbench.keepSelfTest(SelfTestJson.of(Reports.full(DeviceId.CPU)).toString());
        CliRig.Outcome outcome = rig.run("roofline", "--latest");
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(outcome.out().lines().anyMatch(line -> line.matches("opt-125m, batch 1 .* 4\\.00 .* memory")),
                outcome.out());
        JsonObject point = first(json("roofline", "--latest", "--json"), "points");
        assertEquals(point.get("itl_mean_ms").getAsDouble() / point.get("least_ms").getAsDouble(),
                point.get("times_least").getAsDouble(), 1e-9);
    }

    @Test
    void findingsAreTheGravestFirstWithEvidenceAndRemedy() {
        rig.run("sweep", "--batch", "1,2,4");
        CliRig.Outcome outcome = rig.run("findings", "--latest");
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(outcome.out()
                .startsWith("WARNING 100  The sweep ends before throughput does (still-rising): opt-125m "
                        + "(synthetic)\n  points:   opt-125m, batch 4\n  evidence: batch 4 has +100 % output throughput for each "
                        + "doubling"),
                outcome.out());
        assertTrue(outcome.out()
                .lines()
                .anyMatch(
                        line -> line.startsWith("    paretoscope sweep --model opt-125m --batch 8,16,32 --prompt 16 ")),
                outcome.out());
        assertTrue(
                outcome.out().contains("INFO 74  What the device can do at most is not known (no-self-test): the run"),
                outcome.out());
    }

    @Test
    void theLastLineOfTheFindingsTellsWhichRulesCouldNotTell() {
        rig.run("sweep", "--batch", "1,2,4");
        String out = rig.run("findings", "--latest").out();
        String last = out.substring(out.lastIndexOf("\nrun 1: ") + 1).replaceAll("\\s+", " ");
        assertTrue(last.matches("run 1: 1 to act on, 2 worth knowing, \\d+ with nothing to act on; could not tell: "
                + "launch-bound, .*\\('--severity all' has the reasons\\) "), last);
    }

    @Test
    void findingsThatAreOnlyWorthKnowingCanBeLeftOut() {
        rig.run("sweep", "--batch", "1,2,4");
        String out = rig.run("findings", "--latest", "--severity", "warning").out();
        assertTrue(out.contains("(still-rising)") && !out.contains("(no-self-test)"), out);
    }

    @Test
    void allFindingsTellWhyRulesSaidNothing() {
        rig.run("sweep", "--batch", "1,2,4");
        String out = rig.run("findings", "--latest", "--severity", "all").out();
        assertTrue(
                out.contains("Nothing to act on:\n") && out.contains("  - invalid-points, the run: none of 3 measured "
                        + "points\n"),
                out);
        assertTrue(out.contains("Could not tell:\n  - launch-bound, the run: on the CPU nothing is launched\n"), out);
    }

    @Test
    void findingsAsJsonHaveTheirPointsByNumber() {
        rig.run("sweep", "--batch", "1,2,4");
        JsonObject document = json("findings", "--latest", "--json", "--severity", "warning");
        JsonObject finding = first(document, "findings");
        assertEquals("still-rising", finding.get("rule").getAsString());
        assertEquals("warning", finding.get("severity").getAsString());
        assertEquals(100, finding.get("score").getAsInt());
        assertEquals(2, first(finding, "points").get("point").getAsInt());
        assertEquals(1, document.getAsJsonArray("findings").size());
        assertEquals("on the CPU nothing is launched", first(document, "ignored").get("reason").getAsString());
    }

    @Test
    void aSeverityThatMeansNothingIsRefused() {
        CliRig.Outcome outcome = rig.run("findings", "--latest", "--severity", "grave");
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.errLines()
                .getFirst()
                .contains("'grave' is no severity to ask for: must be warning, info or all"), outcome.err());
    }

    @Test
    void theRooflineTellsWhatTheLeastTimeLeavesUnexplained() {
        rig.run("sweep", "--batch", "1");
        rig.workbench.keepSelfTest(SelfTestJson.of(Reports.full(DeviceId.CPU)).toString());
        JsonObject point = first(json("roofline", "--latest", "--json"), "points");
        assertEquals(Math.max(0, point.get("itl_mean_ms").getAsDouble() - point.get("least_ms").getAsDouble()),
                point.get("rest_ms").getAsDouble(), 1e-9);
        assertTrue(point.get("products_ms").getAsDouble() > 0, point.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"frontier", "knee", "advise", "roofline", "findings"})
    void whichRunHasToBeSaid(String command) {
        CliRig.Outcome outcome = rig.run(command);
        assertEquals(2, outcome.exitCode());
        assertEquals("paretoscope " + command + ": which run? give --run ID or --latest; 'paretoscope runs' lists them",
                outcome.errLines().getFirst());
    }
}
