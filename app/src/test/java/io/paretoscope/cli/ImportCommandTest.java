package io.paretoscope.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.paretoscope.foreign.ForeignFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Points of others on the command line, and what it then makes of them. */
class ImportCommandTest {
    @TempDir
    private Path folder;

    private CliRig rig = new CliRig(Path.of("."));

    @BeforeEach
    void copyFile() {
        rig = new CliRig(folder);
        ForeignFiles.published(folder);
    }

    private CliRig.Outcome run(String... args) {
        CliRig.Outcome outcome = rig.run(args);
        assertEquals(0, outcome.exitCode(), outcome.err());
        return outcome;
    }

    private CliRig.Outcome published(String... more) {
        String[] args = new String[4 + more.length];
        args[0] = "import";
        args[1] = "vllm-h100-opt.csv";
        args[2] = "--where";
        args[3] = "study=background";
        System.arraycopy(more, 0, args, 4, more.length);
        return run(args);
    }

    @Test
    void sayWhichSeriesAndMetricsWereTakenAndUnderWhichName() {
        String out = published().out();
        assertEquals("vllm-h100-opt.csv: 28 points as the published CSV of vLLM on an H100",
                out.lines().findFirst().orElseThrow());
        assertTrue(out.lines().anyMatch(line -> line.matches("opt-1\\.3b +15 +1, 2, 4, 8 … 768")), out);
        assertTrue(out.contains("metrics: itl_median_ms, itl_mean_ms, itl_p99_ms, output_tokens_per_s"), out);
        assertTrue(out.contains("note: 197 rows were left out: not study=background"), out);
        assertTrue(out.endsWith("kept as run F1 in " + folder.resolve("runs.mv.db") + System.lineSeparator()), out);
    }

    @Test
    void theSameAsJson() {
        JsonObject document = published("--json").document();
        assertEquals("F1", document.get("run_id").getAsString());
        assertEquals("vllm-study", document.get("format").getAsString());
        assertEquals("H100-64GB", document.getAsJsonObject("conditions").get("device").getAsString());
        JsonObject series = document.getAsJsonArray("series").get(0).getAsJsonObject();
        assertEquals("opt-1.3b", series.get("series").getAsString());
        assertEquals(768, series.getAsJsonArray("batches").get(14).getAsInt());
    }

    @Test
    void aDryRunKeepsNothingAndOpensNoStore() {
        CliRig.Outcome outcome = published("--dry-run");
        assertTrue(outcome.out().endsWith("nothing was kept: --dry-run" + System.lineSeparator()), outcome.out());
        assertEquals(0, rig.workbench.storesOpened.get());
        assertTrue(published("--dry-run", "--json").document().get("run_id").isJsonNull());
    }

    @Test
    void adviceOnThePublishedSeriesIsThatOfThePaper() {
        published();
        JsonArray series = run("advise", "--run", "F1", "--json").document().getAsJsonArray("series");
        assertEquals(2, series.size());
        assertEquals("opt-1.3b", series.get(0).getAsJsonObject().get("series").getAsString());
        assertEquals(96, series.get(0).getAsJsonObject().get("batch").getAsInt());
    }

    @Test
    void aSmallFIsAsGood() {
        published();
        assertTrue(
                run("advise", "--run", "f1").out().startsWith("opt-1.3b: serve with batch 96, the largest that keeps"));
    }

    @Test
    void theKneeOfThePublishedSeriesIsFound() {
        published();
        JsonObject document = run("knee", "--run", "F1", "--json").document();
        assertEquals("F1", document.get("run_id").getAsString());
        assertEquals("at", document.getAsJsonArray("series").get(0).getAsJsonObject().get("answer").getAsString());
    }

    @Test
    void theFrontierOfThePublishedSeriesIsFound() {
        published("--where", "model=opt-1.3b");
        String out = run("frontier", "--run", "F1").out();
        assertTrue(
                out.lines()
                        .anyMatch(line -> line.matches("opt-1\\.3b, batch 768 .* dominated by opt-1\\.3b, batch .*")),
                out);
    }

    @ParameterizedTest
    @ValueSource(strings = {"roofline", "replicas", "export"})
    void whatNeedsMeasurementsSaysThatThereAreNone(String command) {
        published();
        CliRig.Outcome outcome = rig.run(command, "--run", "F1");
        assertEquals(2, outcome.exitCode());
        assertEquals(
                "paretoscope " + command + ": run F1 was imported, so there are no measurements, which this needs; "
                        + "frontier, knee, advise and compare take imported runs",
                outcome.errLines().getFirst());
    }

    @Test
    void whatNeedsMeasurementsSaysOfARunThatIsNotThereThatItIsNot() {
        published();
        CliRig.Outcome outcome = rig.run("roofline", "--run", "F9");
        assertEquals(2, outcome.exitCode());
        assertEquals("paretoscope roofline: no run F9 in " + folder.resolve("runs.mv.db") + ": one of F1",
                outcome.errLines().getFirst());
    }

    @Test
    void anExportThatCannotBeMakesNoFolder() {
        published();
        assertEquals(2, rig.run("export", "--run", "F1", "--png", "charts").exitCode());
        assertFalse(Files.exists(folder.resolve("charts")));
    }

    @Test
    void importedRunsAreListedApart() {
        published("--title", "theirs");
        run("sweep", "--batch", "1");
        String out = run("runs").out();
        int heading = out.indexOf("imported, measured by others:");
        assertTrue(heading > 0, out);
        assertTrue(out.substring(heading).lines().anyMatch(line -> line.matches(" *F1 .* theirs .* 28  vllm-study")),
                out);
        assertFalse(out.substring(0, heading).contains("F1"), out);
    }

    @Test
    void importedRunsAreAListOfTheirOwnInJson() {
        published();
        JsonObject document = run("runs", "--json").document();
        assertEquals(0, document.getAsJsonArray("runs").size());
        JsonObject imported = document.getAsJsonArray("imported").get(0).getAsJsonObject();
        assertEquals("F1", imported.get("run_id").getAsString());
        assertEquals(28, imported.get("points").getAsInt());
    }

    @Test
    void anImportedRunCanBeDeleted() {
        published();
        assertEquals("run F1 is deleted from " + folder.resolve("runs.mv.db") + System.lineSeparator(),
                run("runs", "--delete", "F1").out());
        assertEquals(0, run("runs", "--json").document().getAsJsonArray("imported").size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "3|--delete: no run 3 in ",
        "F7|--delete: no run F7 in ",
        "G1|'G1' is not a run: must be a number, such as 3, or of an imported one F and a number, such as F1"})
    void nothingElseCanBeDeleted(String name, String message) {
        published();
        CliRig.Outcome outcome = rig.run("runs", "--delete", name);
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.errLines().getFirst().contains(message), outcome.err());
    }

    @Test
    void aRunThatWasNotImportedIsSaidWithThoseThatWere() {
        published();
        CliRig.Outcome outcome = rig.run("knee", "--run", "F2");
        assertEquals(2, outcome.exitCode());
        assertEquals("paretoscope knee: no run F2 in " + folder.resolve("runs.mv.db") + ": one of F1",
                outcome.errLines().getFirst());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "b,speed/1,NaN/|t.csv: line 2, column 'speed': 'NaN' is not a finite number; leave the cell empty where there is no value",
        "b,other/1,2/|t.csv: --map: there is no column 'speed'; there are b, other",
        "b,speed/|t.csv: has no rows below its header"})
    void aWrongFileIsOneLine(String text, String message) throws IOException {
        Files.writeString(folder.resolve("t.csv"), text.replace('/', '\n'));
        CliRig.Outcome outcome = rig.run("import", "t.csv", "--map", "batch=b", "--map", "output_tokens_per_s=speed");
        assertEquals(2, outcome.exitCode());
        assertEquals("paretoscope import: " + message, outcome.errLines().getFirst());
        assertEquals(0, rig.workbench.storesOpened.get());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--map|speed|'speed': expected NAME=COLUMN, such as itl_mean_ms=mean_itl_ms",
        "--title|' '|--title is empty: give the run a name, or leave the option out",
        "--map|speed=a|unknown metric 'speed': one of ",
        "--where|study|'study': expected COLUMN=VALUE, such as study=background",
        "--format|cvs|'cvs' is not a format: must be one of "})
    void aWrongOptionIsOneLine(String option, String value, String message) {
        CliRig.Outcome outcome = rig.run("import", "vllm-h100-opt.csv", option, value);
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.errLines().getFirst().contains(message), outcome.err());
    }

    @Test
    void aFileHasToBeNamed() {
        CliRig.Outcome outcome = rig.run("import");
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.errLines().getFirst().contains("FILE"), outcome.err());
    }

    @Test
    void theFiguresThatComeWithTheProgramNeedNoFile() {
        String out = run("import", "--published").out();
        assertEquals("Published: vLLM on an H100 64 GB: 28 points as the published CSV of vLLM on an H100",
                out.lines().findFirst().orElseThrow());
        assertTrue(out.contains("source: Recasens et al., Mind the Memory Gap, 2025 (arXiv 2503.08311)"), out);
    }

    @ParameterizedTest
    @ValueSource(strings = {"import vllm-h100-opt.csv --published", "import --published --title mine"})
    void whatContradictsThePublishedFiguresIsSaid(String line) {
        CliRig.Outcome outcome = rig.run(line.split(" "));
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.errLines().getFirst().contains("--published e"), outcome.err());
    }
}
