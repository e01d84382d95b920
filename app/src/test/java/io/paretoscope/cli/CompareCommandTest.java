package io.paretoscope.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.paretoscope.sweep.Conditions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Runs beside each other. The fake's steps take the same time whatever the batch is: 16 tokens in 20 + 15 × 4 ms. */
class CompareCommandTest {
    @TempDir
    private Path folder;

    private CliRig rig = new CliRig(Path.of("."));

    @BeforeEach
    void measure() {
        rig = new CliRig(folder);
        run("sweep", "--batch", "1,2");
    }

    private CliRig.Outcome run(String... args) {
        CliRig.Outcome outcome = rig.run(args);
        assertEquals(0, outcome.exitCode(), outcome.err());
        return outcome;
    }

    private void importTheirs(String rows) {
        try {
            Files.writeString(folder.resolve("theirs.csv"), "b,speed,gpu\n" + rows);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        run("import", "theirs.csv", "--map", "batch=b", "--map", "output_tokens_per_s=speed", "--map", "device=gpu");
    }

    private static JsonObject value(JsonObject point, String metric, int run) {
        return point.getAsJsonObject("metrics").getAsJsonArray(metric).get(run).getAsJsonObject();
    }

    @Test
    void anImportedRunIsComparedWithAMeasuredOne() {
        importTheirs("1,400,H100\n8,900,H100\n");
        JsonObject document = run("compare", "1", "F1", "--json").document();
        JsonObject point = document.getAsJsonArray("points").get(0).getAsJsonObject();
        assertEquals("opt-125m / theirs.csv", point.get("series").getAsString());
        assertEquals(200, value(point, "output_tokens_per_s", 0).get("value").getAsDouble(), 1e-9);
        assertEquals(2, value(point, "output_tokens_per_s", 1).get("ratio").getAsDouble(), 1e-9);
        assertTrue(value(point, "output_tokens_per_s", 1).get("distinguishable").isJsonNull());
    }

    @Test
    void pointsThatOnlyOneHasAreNamed() {
        importTheirs("1,400,H100\n8,900,H100\n");
        String out = run("compare", "1", "F1").out();
        assertTrue(out.contains("not compared of run 1, no other run has it: opt-125m, batch 2"), out);
        assertTrue(out.contains("not compared of run F1, no other run has it: theirs.csv, batch 8"), out);
    }

    @Test
    void aRatioWithoutIntervalsSaysSo() {
        importTheirs("1,400,H100\n");
        String out = run("compare", "1", "F1").out();
        assertTrue(out.lines()
                .anyMatch(line -> line.matches(
                        "opt-125m / theirs\\.csv, batch 1 +Output throughput, tokens/s +200\\.0 +400\\.0 +× 2\\.00, no interval")),
                out);
    }

    @Test
    void equalRunsMayBeEqual() {
        run("sweep", "--batch", "1,2");
        String out = run("compare", "1", "2", "--metrics", "output_tokens").out();
        assertTrue(out.contains("× 1.00, may be equal"), out);
    }

    @Test
    void theConditionsInWhichTheyDifferFollow() {
        rig.workbench.changeConditions(new Conditions(Map.of("host", "another"), Map.of()));
        run("sweep", "--batch", "1");
        String out = run("compare", "1", "2").out();
        assertTrue(out.contains("runs 1 and 2 differ in what stays until someone changes it:"), out);
        assertTrue(out.lines().anyMatch(line -> line.matches("host +fake +another")), out);
    }

    @Test
    void theConditionsOfAnImportedRunAreWhatItsFileSays() {
        importTheirs("1,400,H100\n");
        JsonArray differences = run("compare", "1", "F1", "--json").document()
                .getAsJsonArray("conditions")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("differences");
        assertTrue(
                differences.toString()
                        .contains("{\"name\":\"device\",\"settled\":true,\"before\":null,\"after\":\"H100\"}"),
                differences.toString());
    }

    @Test
    void threeRunsStandEachAgainstTheFirst() {
        importTheirs("1,400,H100\n");
        run("sweep", "--batch", "1");
        JsonObject point = run("compare", "F1", "1", "2", "--json").document()
                .getAsJsonArray("points")
                .get(0)
                .getAsJsonObject();
        assertEquals("F1", point.get("baseline_run_id").getAsString());
        assertEquals(0.5, value(point, "output_tokens_per_s", 2).get("ratio").getAsDouble(), 1e-9);
    }

    @Test
    void runsWithoutACommonPointSayWhatTheyHave() {
        run("sweep", "--batch", "4");
        CliRig.Outcome outcome = rig.run("compare", "1", "2");
        assertEquals(1, outcome.exitCode());
        assertEquals(
                "paretoscope compare: no point of one run is in another: series, batch and replicas must be the same; "
                        + "run 1 has opt-125m, run 2 has opt-125m",
                outcome.errLines().getFirst());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1 1|a run compared with itself tells nothing: give different runs",
        "1 9|no run 9 in ", "1 F9|none was imported yet", "1 x|'x' is not a run",
        "1 --metrics speed 2|unknown metric 'speed'"})
    void whatCannotBeComparedIsOneLine(String args, String message) {
        CliRig.Outcome outcome = rig.run(("compare " + args).split(" ", -1));
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.errLines().getFirst().contains(message), outcome.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"compare", "compare 1"})
    void fewerThanTwoRunsAreRefused(String args) {
        CliRig.Outcome outcome = rig.run(args.split(" ", -1));
        assertEquals(2, outcome.exitCode());
        assertEquals("paretoscope compare: which runs? give two or more, such as 3 F1; 'paretoscope runs' lists them",
                outcome.errLines().getFirst());
    }
}
