package io.paretoscope.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.paretoscope.engine.OwnKernels;
import io.paretoscope.export.RunCsv;
import io.paretoscope.sweep.Conditions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code models}, {@code devices}, {@code runs} and {@code export}. */
class ListingCommandsTest {
    @TempDir
    Path folder;

    private static JsonObject document(CliRig.Outcome outcome) {
        return JsonParser.parseString(outcome.out()).getAsJsonObject();
    }

    @Test
    void modelsAsJsonGivesPublishedParameterCounts() {
        JsonArray models = document(new CliRig(folder).run("models", "--json")).getAsJsonArray("models");
        assertEquals(125_239_296, models.get(0).getAsJsonObject().get("parameters").getAsLong());
        assertEquals(6, models.size());
    }

    @Test
    void modelsAsJsonGivesWeightsOfEachPrecisionInBytes() {
        JsonObject first = document(new CliRig(folder).run("models", "--json")).getAsJsonArray("models")
                .get(0)
                .getAsJsonObject();
        assertEquals(2L * 125_239_296, first.getAsJsonObject("weights_bytes").get("fp16").getAsLong());
    }

    @Test
    void modelsTableHasALineForEachModelUnderItsHeading() {
        CliRig.Outcome outcome = new CliRig(folder).run("models");
        assertTrue(outcome.out().lines().anyMatch(line -> line.matches("opt-125m +12 +768 +12 .*125,239,296 .*GiB.*")),
                outcome.out());
    }

    @Test
    void modelsPrintsNothingToStandardError() {
        assertEquals("", new CliRig(folder).run("models").err());
    }

    @Test
    void devicesAsJsonSaysWhyAPrecisionIsNotOffered() {
        JsonObject cpu = document(new CliRig(folder).run("devices", "--json")).getAsJsonArray("devices")
                .get(0)
                .getAsJsonObject();
        JsonObject half = cpu.getAsJsonArray("precisions").get(1).getAsJsonObject();
        assertEquals("a thousand times slower than fp32 there", half.get("obstacle").getAsString());
        assertFalse(half.get("offered").getAsBoolean());
    }

    @Test
    void devicesAsJsonGivesNullForUnknownMemory() {
        JsonObject gpu = document(new CliRig(folder).run("devices", "--json")).getAsJsonArray("devices")
                .get(1)
                .getAsJsonObject();
        assertTrue(gpu.get("free_memory_bytes").isJsonNull());
    }

    @Test
    void devicesListsTheMigInstancesOnWhichReplicasCanRun() {
        CliRig rig = new CliRig(folder);
        rig.workbench.divideGpu();
        JsonObject instance = document(rig.run("devices", "--json")).getAsJsonArray("devices")
                .get(1)
                .getAsJsonObject()
                .getAsJsonArray("mig_instances")
                .get(0)
                .getAsJsonObject();
        assertEquals("MIG-1", instance.get("uuid").getAsString());
        String out = rig.run("devices").out();
        assertTrue(out.contains("cuda:0, MIG instance: Test GPU MIG 3g.40gb, 40.0 GiB, MIG-1"), out);
    }

    @Test
    void devicesTableNotesWhatToDoAboutADeviceThatCannotBeUsed() {
        CliRig.Outcome outcome = new CliRig(folder).run("devices");
        assertTrue(outcome.out().contains("] no CUDA libtorch: set PYTORCH_LIBRARY_PATH"), outcome.out());
    }

    @Test
    void devicesSaysOfEachUsableGpuWhetherOwnKernelsCanRun() {
        assertTrue(new CliRig(folder).run("devices").out().contains("\ncuda:0, own kernels: yes\n"));
    }

    @Test
    void devicesSaysWhyOwnKernelsCannotRun() {
        CliRig rig = new CliRig(folder);
        rig.workbench.ownKernels = new OwnKernels.Unavailable("NVRTC is missing");
        assertTrue(rig.run("devices").out().contains("\ncuda:0, own kernels: no, because NVRTC is missing\n"));
        JsonObject gpu = document(rig.run("devices", "--json")).getAsJsonArray("devices").get(1).getAsJsonObject();
        assertFalse(gpu.get("own_kernels").getAsBoolean());
        assertEquals("NVRTC is missing", gpu.get("own_kernels_obstacle").getAsString());
    }

    @Test
    void runsTellsTheirEngines() {
        CliRig rig = new CliRig(folder);
        rig.run("sweep", "--device", "cuda:0", "--engine", "graph,torchscript", "--batch", "1");
        assertTrue(rig.run("runs").out().contains("fp16       graph, torchscript  "), rig.run("runs").out());
        assertEquals("[\"graph\",\"torchscript\"]", document(rig.run("runs", "--json")).getAsJsonArray("runs")
                .get(0)
                .getAsJsonObject()
                .get("engines")
                .toString());
    }

    @Test
    void devicesOpensNoStore() {
        CliRig rig = new CliRig(folder);
        rig.run("devices");
        assertEquals(0, rig.workbench.storesOpened.get());
        assertEquals(0, rig.workbench.open.get(), "the bench is closed again");
    }

    @Test
    void runsOfANewUserSaysThereAreNoneAndMakesNoStore() {
        CliRig rig = new CliRig(folder);
        CliRig.Outcome outcome = rig.run("runs");
        assertEquals(0, outcome.exitCode());
        assertTrue(outcome.out().startsWith("no runs yet in "), outcome.out());
        assertEquals(0, rig.workbench.storesOpened.get());
    }

    @Test
    void runsAsJsonListsNewestFirst() {
        CliRig rig = new CliRig(folder);
        rig.run("sweep", "--batch", "1");
        rig.run("sweep", "--batch", "1,2");
        JsonArray runs = document(rig.run("runs", "--json")).getAsJsonArray("runs");
        assertEquals(2, runs.get(0).getAsJsonObject().get("run_id").getAsLong());
        assertEquals(2, runs.get(0).getAsJsonObject().get("points_measured").getAsInt());
    }

    @Test
    void runsTableShowsStatusAndLabelsSyntheticWeights() {
        CliRig rig = new CliRig(folder);
        rig.run("sweep", "--batch", "1,2");
        CliRig.Outcome outcome = rig.run("runs");
        assertTrue(outcome.out()
                .lines()
                .anyMatch(
                        line -> line.matches(
                                " *1 .*opt-125m \\(synthetic\\) +cpu +fp32 +torchscript +2 +2 +0 +0 +completed")),
                outcome.out());
    }

    @Test
    void runsOfAStoreThatDoesNotExistIsWrongUsage() {
        CliRig.Outcome outcome = new CliRig(folder).run("runs", "--store", "nowhere.mv.db");
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.err().startsWith("paretoscope runs: --store: there is no store "), outcome.err());
    }

    @Test
    void runsShowsInWhichConditionsTwoRunsDiffer() {
        CliRig rig = twoRunsOfDifferentDrivers();
        List<String> lines = rig.run("runs", "--diff", "1,2").out().lines().toList();
        assertEquals("runs 1 and 2 differ in what stays until someone changes it:", lines.getFirst());
        assertTrue(lines.get(3).matches("driver +570\\.1 +575\\.2"), lines.toString());
        assertTrue(lines.getLast().matches("host load +3 % +\\(not stated\\)"), lines.toString());
    }

    @Test
    void runsOfTheSameSettledConditionsCompareLikeWithLike() {
        CliRig rig = new CliRig(folder);
        rig.run("sweep", "--batch", "1");
        rig.run("sweep", "--batch", "1");
        assertTrue(rig.run("runs", "--diff", "1,2")
                .out()
                .startsWith("the settled conditions of runs 1 and 2 are the "
                        + "same: they compare like with like"));
    }

    @Test
    void differencesAsJsonNameBothValues() {
        JsonObject document = document(twoRunsOfDifferentDrivers().run("runs", "--diff", "1,2", "--json"));
        assertEquals("{\"name\":\"driver\",\"settled\":true,\"before\":\"570.1\",\"after\":\"575.2\"}",
                document.getAsJsonArray("differences").get(0).toString());
        assertTrue(document.getAsJsonArray("differences").get(1).getAsJsonObject().get("after").isJsonNull());
    }

    private CliRig twoRunsOfDifferentDrivers() {
        CliRig rig = new CliRig(folder);
        rig.workbench.changeConditions(new Conditions(Map.of("driver", "570.1"), Map.of("host load", "3 %")));
        rig.run("sweep", "--batch", "1");
        rig.workbench.changeConditions(new Conditions(Map.of("driver", "575.2"), Map.of()));
        rig.run("sweep", "--batch", "1");
        return rig;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1 | --diff compares two runs: give two different numbers, such as 3,4",
        "1,1 | --diff compares two runs: give two different numbers, such as 3,4",
        "1,x | 'x' is not a whole number", "1,9 | --diff: no run 9 in "})
    void whatCannotBeComparedIsWrongUsage(String runs, String message) {
        CliRig rig = new CliRig(folder);
        rig.run("sweep", "--batch", "1");
        CliRig.Outcome outcome = rig.run("runs", "--diff", runs);
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.errLines().getFirst().contains(message), outcome.err());
    }

    @Test
    void exportAsJsonHasTheTelemetry() throws IOException {
        CliRig rig = new CliRig(folder);
        rig.run("sweep", "--batch", "1");
        assertEquals(0, rig.run("export", "--latest", "--json", "run.json").exitCode());
        JsonObject point = JsonParser.parseString(Files.readString(folder.resolve("run.json")))
                .getAsJsonObject()
                .getAsJsonArray("points")
                .get(0)
                .getAsJsonObject();
        assertEquals("a silent device",
                point.getAsJsonObject("telemetry_unavailable").get("power_instant_w").getAsString());
    }

    @Test
    void runsTellsWhereTheyAreKept() {
        CliRig rig = new CliRig(folder);
        rig.run("sweep", "--batch", "1");
        assertTrue(rig.run("runs").out().endsWith("\n\nkept in " + folder.resolve("runs.mv.db") + "\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"runs", "export --latest"})
    void aFolderIsNoStore(String command) {
        CliRig.Outcome outcome = new CliRig(folder).run((command + " --store .").split(" "));
        assertEquals(2, outcome.exitCode());
        assertTrue(
                outcome.errLines()
                        .getFirst()
                        .endsWith(": --store " + folder + ": is a folder, expected a store's file"),
                outcome.err());
    }

    @Test
    void exportWithoutFilesPrintsTheCsvAlone() {
        CliRig rig = new CliRig(folder);
        rig.run("sweep", "--batch", "1,2");
        CliRig.Outcome outcome = rig.run("export", "--latest");
        assertEquals(RunCsv.text(rig.workbench.archive().latest().orElseThrow()), outcome.out());
    }

    @Test
    void exportWritesTheChartIntoANewFolderUnderTheRunsName() {
        CliRig rig = new CliRig(folder);
        rig.run("sweep", "--batch", "1");
        assertEquals(0, rig.run("export", "--run", "1", "--png", "charts").exitCode());
        assertTrue(Files.exists(folder.resolve("charts/paretoscope-sweep-1.png")));
    }

    @Test
    void exportNeverDrawsOverAnExistingChart() {
        CliRig rig = new CliRig(folder);
        rig.run("sweep", "--batch", "1");
        rig.run("export", "--run", "1", "--png", "charts");
        rig.run("export", "--run", "1", "--png", "charts");
        assertTrue(Files.exists(folder.resolve("charts/paretoscope-sweep-1-2.png")));
    }

    @Test
    void exportFailsWhereTheChartCannotBeDrawn() {
        CliRig rig = new CliRig(folder);
        rig.run("sweep", "--batch", "1");
        rig.chartObstacle = "no fonts: install fonts-dejavu-core";
        CliRig.Outcome outcome = rig.run("export", "--latest", "--png", ".");
        assertEquals(1, outcome.exitCode());
        assertEquals("paretoscope export: no fonts: install fonts-dejavu-core\n", outcome.err());
    }

    @Test
    void exportOfAnUnknownRunListsTheKnownOnes() {
        CliRig rig = new CliRig(folder);
        rig.run("sweep", "--batch", "1");
        CliRig.Outcome outcome = rig.run("export", "--run", "7");
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.errLines().getFirst().matches("paretoscope export: no run 7 in .*: one of 1"),
                outcome.err());
    }

    @Test
    void exportNeedsToKnowWhichRun() {
        CliRig.Outcome outcome = new CliRig(folder).run("export");
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.err().contains("give --run ID or --latest"), outcome.err());
    }

    @Test
    void exportRefusesBothWaysOfNamingARun() {
        CliRig.Outcome outcome = new CliRig(folder).run("export", "--latest", "--run", "1");
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.err().contains("--run and --latest exclude each other"), outcome.err());
    }

    @Test
    void aDeletedRunIsListedApartAndComesBack() {
        CliRig rig = new CliRig(folder);
        rig.run("sweep", "--batch", "1");
        assertEquals("run 1 is deleted from " + folder.resolve("runs.mv.db")
                + "; 'paretoscope runs --restore 1' brings it back\n", rig.run("runs", "--delete", "1").out());
        assertEquals(0, document(rig.run("runs", "--json")).getAsJsonArray("runs").size());
        assertEquals(1, document(rig.run("runs", "--deleted", "--json")).getAsJsonArray("runs").size());
        assertEquals("run 1 is back in " + folder.resolve("runs.mv.db") + "\n",
                rig.run("runs", "--restore", "1").out());
        assertEquals(1, document(rig.run("runs", "--json")).getAsJsonArray("runs").size());
    }

    @Test
    void deletingAndRestoringExcludeEachOther() {
        CliRig.Outcome outcome = new CliRig(folder).run("runs", "--delete", "1", "--restore", "2");
        assertEquals(2, outcome.exitCode());
        assertEquals("paretoscope runs: --diff, --delete and --restore exclude each other",
                outcome.errLines().getFirst());
    }

    @Test
    void exportWritesThePage() throws IOException {
        CliRig rig = new CliRig(folder);
        rig.run("sweep", "--batch", "1");
        assertEquals("page: " + folder.resolve("run.html") + "\n",
                rig.run("export", "--latest", "--html", "run.html").out());
        assertEquals("report of run 1", Files.readString(folder.resolve("run.html")));
    }

    @Test
    void exportPrintsTheCommandAlone() {
        CliRig rig = new CliRig(folder);
        rig.run("sweep", "--batch", "1,2", "--repeats", "4");
        assertEquals(
                "paretoscope sweep --model opt-125m --batch 1,2 --prompt 16 --output 16 --device cpu --precision fp32 "
                        + "--repeats 4\n",
                rig.run("export", "--latest", "--command").out());
    }
}
