package io.paretoscope.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.Precision;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.Protocol;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.SweepDefaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SweepCommandTest {
    @TempDir
    Path folder;

    private static SweepPlan plan(CliRig rig) {
        return Objects.requireNonNull(rig.workbench.started, "no sweep was started");
    }

    private static ModelSource synthetic(String name) {
        return new ModelSource(OptCatalog.get(name), new WeightsRef.Synthetic(0));
    }

    @Test
    void withoutOptionsRunsTheDefaultPlan() {
        CliRig rig = new CliRig(folder);
        assertEquals(0, rig.run("sweep").exitCode());
        assertEquals(SweepDefaults.plan(), plan(rig));
    }

    @Test
    void passesEveryOptionIntoThePlan() {
        CliRig rig = new CliRig(folder);
        rig.run("sweep", "--model", "opt-125m,opt-350m", "--batch", "1,4", "--prompt", "32", "--output", "8",
                "--device", "cuda:0", "--precision", "bf16", "--repeats", "5", "--window", "2.5", "--order",
                "interleaved", "--cool-down", "55", "--seed", "9");
        List<ModelSource> models = Stream.of("opt-125m", "opt-350m")
                .map(name -> new ModelSource(OptCatalog.get(name), new WeightsRef.Synthetic(9)))
                .toList();
        Protocol protocol = new Protocol(5, Optional.of(Duration.ofMillis(2500)), Protocol.Order.INTERLEAVED,
                OptionalInt.of(55));
        assertEquals(new SweepPlan(models, List.of(1, 4), 32, 8, Precision.BF16, DeviceId.cuda(0), 9, protocol),
                plan(rig));
    }

    @Test
    void asksForGraphsOnAGpuWhereNothingElseIsAsked() {
        CliRig rig = new CliRig(folder);
        rig.run("sweep", "--device", "cuda:0");
        assertEquals(List.of(EngineKind.GRAPH), plan(rig).engines());
    }

    @Test
    void measuresEveryEngineThatIsNamed() {
        CliRig rig = new CliRig(folder);
        CliRig.Outcome outcome = rig.run("sweep", "--device", "cuda:0", "--engine", "torchscript,graph", "--batch", "1",
                "--json");
        assertEquals(List.of(EngineKind.TORCHSCRIPT, EngineKind.GRAPH), plan(rig).engines());
        assertEquals(List.of("torchscript", "graph"),
                outcome.document()
                        .getAsJsonArray("points")
                        .asList()
                        .stream()
                        .map(point -> point.getAsJsonObject().get("engine_used").getAsString())
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "graph | engine graph needs an NVIDIA GPU; on the CPU choose torchscript",
        "eager | unknown engine 'eager': one of graph, torchscript"})
    void anEngineThatTheDeviceDoesNotHaveIsWrongUsage(String engine, String message) {
        CliRig.Outcome outcome = new CliRig(folder).run("sweep", "--engine", engine);
        assertEquals(2, outcome.exitCode());
        assertEquals("paretoscope sweep: " + message, outcome.errLines().getFirst());
    }

    @Test
    void theTableOfSeveralEnginesTellsWhichDecodedWhat() {
        CliRig rig = new CliRig(folder);
        List<String> lines = rig.run("sweep", "--device", "cuda:0", "--engine", "graph,torchscript", "--batch", "1")
                .out()
                .lines()
                .toList();
        assertTrue(lines.stream().anyMatch(line -> line.matches("opt-125m \\(synthetic\\) +1 +graph .*")),
                lines.toString());
        assertTrue(lines.stream().anyMatch(line -> line.matches("opt-125m \\(synthetic\\) +1 +torchscript .*")),
                lines.toString());
    }

    @Test
    void aPointOfAnotherEngineThanAskedForHasANoteThatSaysWhy() {
        CliRig rig = new CliRig(folder);
        rig.workbench.refuseGraphs("NVRTC is missing");
        String out = rig.run("sweep", "--device", "cuda:0", "--batch", "1").out();
        assertTrue(out.replaceAll("\\s+", " ")
                .contains(
                        "decoded by another engine than asked for: decoded by torchscript instead of graph, since NVRTC "
                                + "is missing"),
                out);
        assertTrue(out.contains("VALID"), out);
    }

    @Test
    void takesHalfPrecisionOnAGpuWhereNoneIsAsked() {
        CliRig rig = new CliRig(folder);
        rig.run("sweep", "--device", "cuda:0");
        assertEquals(Precision.FP16, plan(rig).precision());
    }

    @Test
    void jsonIsOneDocumentAndNothingElse() {
        CliRig rig = new CliRig(folder);
        CliRig.Outcome outcome = rig.run("sweep", "--batch", "1,2", "--json");
        assertEquals(2, outcome.points());
    }

    @Test
    void progressIsAPlainLineAPointWhereNoTerminalListens() {
        CliRig rig = new CliRig(folder);
        CliRig.Outcome outcome = rig.run("sweep", "--batch", "1,2", "--json");
        assertEquals("[1/2] opt-125m (synthetic), batch 1: 200.0 tokens/s output, TTFT 20.00 ms, ITL 4.00 ms; "
                + "about 1 min 15 s to go", outcome.errLines().get(outcome.errLines().size() - 2));
    }

    @Test
    void thePlanWithItsMemoryIsShownBeforeItRuns() {
        CliRig rig = new CliRig(folder);
        List<String> lines = rig.run("sweep", "--batch", "1,2", "--json").errLines();
        assertEquals("run 1: 2 points", lines.getFirst());
        assertEquals(2,
                lines.stream()
                        .filter(line -> line.startsWith("opt-125m (synthetic)") && line.endsWith("  runs"))
                        .count(),
                lines.toString());
    }

    @Test
    void progressIsABarOnATerminal() {
        CliRig rig = new CliRig(folder);
        rig.terminal = true;
        CliRig.Outcome outcome = rig.run("sweep", "--batch", "1,2", "--json");
        assertTrue(outcome.err().contains("\rsweep 100% ["), outcome.err());
        assertEquals(2, outcome.points());
    }

    @Test
    void tableShowsUnitsMetricsAndTheSyntheticLabel() {
        CliRig.Outcome outcome = new CliRig(folder).run("sweep", "--batch", "1");
        List<String> lines = outcome.out().lines().toList();
        assertTrue(lines.get(2).matches("Model +Batch +ms +ms +ms +tokens/s +MiB +Verdict"), outcome.out());
        assertTrue(lines.get(4)
                .matches("opt-125m \\(synthetic\\) +1 +20\\.00 +4\\.00 +80\\.00 +200\\.0 +1,024 +VALID"),
                outcome.out());
    }

    @Test
    void tableSaysBelowWhyAValueIsNotAvailable() {
        CliRig.Outcome outcome = new CliRig(folder).run("sweep", "--batch", "1,2");
        assertEquals(1, outcome.out()
                .lines()
                .filter(line -> line.equals("no ITL p99: n too small: 45 of 299 steps"))
                .count(), outcome.out());
        assertTrue(outcome.out().contains("\nno GPU utilisation, SM activity, DRAM bandwidth: a silent device\n"),
                outcome.out());
    }

    @Test
    void aFailedPointIsInTheTableAndTheSweepStillSucceeds() {
        CliRig rig = new CliRig(folder);
        rig.workbench.failAtBatch(2);
        CliRig.Outcome outcome = rig.run("sweep", "--batch", "1,2");
        assertEquals(0, outcome.exitCode());
        assertTrue(outcome.out().contains("] the worker ran out of memory"), outcome.out());
    }

    @Test
    void noLineOfNotesIsTooLongForATerminal() {
        CliRig rig = new CliRig(folder);
        rig.workbench.failAtBatch(2);
        List<String> tooLong = rig.run("sweep", "--batch", "1,2")
                .out()
                .lines()
                .filter(line -> line.length() > Paragraph.WIDTH && !line.contains(folder.toString()))
                .toList();
        assertEquals(List.of(), tooLong);
    }

    @Test
    void aVerdictThatIsNotValidHasItsReasonAndAdviceBelow() {
        CliRig.Outcome outcome = new CliRig(folder).run("sweep", "--batch", "1", "--repeats", "1");
        assertTrue(outcome.out().lines().anyMatch(line -> line.endsWith("  UNSTABLE [1]")), outcome.out());
        assertTrue(outcome.out().contains("[1] measured for too short a time: 1 batch measured;"), outcome.out());
        assertTrue(outcome.out().replaceAll("\\s+", " ").contains("takes 3 → ask for longer windows with --window"),
                outcome.out());
        assertTrue(outcome.err().contains("ITL 4.00 ms; UNSTABLE: measured for too short a time"), outcome.err());
    }

    @Test
    void resumingMeasuresThePointsThatAreMissing() {
        CliRig rig = new CliRig(folder);
        rig.workbench.afterEachPoint(ordinal -> rig.pressInterrupt());
        rig.run("sweep", "--batch", "1,2,4");
        rig.workbench.afterEachPoint(ordinal -> {});
        CliRig.Outcome outcome = rig.run("sweep", "--resume", "1", "--json");
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertEquals(1, outcome.document().get("run_id").getAsLong());
        assertEquals(3, outcome.points());
        assertTrue(outcome.err().contains("[2/3] opt-125m (synthetic), batch 2"), outcome.err());
        assertFalse(outcome.err().contains("batch 1: "), outcome.err());
    }

    @Test
    void resumingUnderOtherConditionsBeginsANewRunAndSaysWhy() {
        CliRig rig = new CliRig(folder);
        rig.workbench.afterEachPoint(ordinal -> rig.pressInterrupt());
        rig.run("sweep", "--batch", "1,2");
        rig.workbench.afterEachPoint(ordinal -> {});
        rig.workbench.changeConditions(new Conditions(Map.of("host", "another"), Map.of()));
        CliRig.Outcome outcome = rig.run("sweep", "--resume", "1", "--json");
        assertEquals(2, outcome.document().get("run_id").getAsLong());
        assertTrue(outcome.err().contains("conditions have changed since run 1 (host: fake → another)"), outcome.err());
    }

    @Test
    void resumingARunThatIsNotThereFails() {
        CliRig.Outcome outcome = new CliRig(folder).run("sweep", "--resume", "7");
        assertEquals(1, outcome.exitCode());
        assertTrue(outcome.err().contains("there is no run 7; 'paretoscope runs' lists them"), outcome.err());
    }

    @Test
    void aSweepThatMeasuredNothingFails() {
        CliRig rig = new CliRig(folder);
        rig.workbench.failAtBatch(1);
        assertEquals(1, rig.run("sweep", "--batch", "1").exitCode());
    }

    @Test
    void writesTheCsv() throws IOException {
        new CliRig(folder).run("sweep", "--batch", "1,2", "--csv", "points.csv");
        assertEquals(3, Files.readAllLines(folder.resolve("points.csv")).size());
    }

    @Test
    void checksTheCsvBeforeMeasuring() {
        CliRig rig = new CliRig(folder);
        CliRig.Outcome outcome = rig.run("sweep", "--csv", "missing/points.csv");
        assertEquals(1, outcome.exitCode());
        assertTrue(outcome.err().contains("points.csv: there is no folder " + folder.resolve("missing")),
                outcome.err());
        assertEquals(0, rig.workbench.sweepsStarted.get());
    }

    @Test
    void aFolderIsNoCsvFile() {
        CliRig.Outcome outcome = new CliRig(folder).run("sweep", "--csv", ".");
        assertEquals(1, outcome.exitCode());
        assertTrue(outcome.err().contains("is a folder, expected a file"), outcome.err());
    }

    @Test
    void checkingTheCsvLeavesNoFileBehindWhereTheStoreFails() {
        CliRig rig = new CliRig(folder);
        rig.workbench.refuseStore("/data/runs.mv.db: cannot be written");
        rig.run("sweep", "--csv", "points.csv");
        assertFalse(Files.exists(folder.resolve("points.csv")));
    }

    @Test
    void aStoreThatCannotBeOpenedFailsBeforeMeasuring() {
        CliRig rig = new CliRig(folder);
        rig.workbench.refuseStore("/data/runs.mv.db: another process has it open");
        CliRig.Outcome outcome = rig.run("sweep");
        assertEquals(1, outcome.exitCode());
        assertEquals("paretoscope sweep: /data/runs.mv.db: another process has it open\n", outcome.err());
        assertEquals(0, rig.workbench.sweepsStarted.get());
    }

    @Test
    void keepsTheRunInTheNamedStore() {
        CliRig rig = new CliRig(folder);
        CliRig.Outcome outcome = rig.run("sweep", "--batch", "1", "--store", "mine.mv.db");
        assertTrue(outcome.out().contains("kept in " + folder.resolve("mine.mv.db")), outcome.out());
        assertTrue(Files.exists(folder.resolve("mine.mv.db")));
    }

    @Test
    void aRunThatCannotBeginFailsWithItsReason() {
        CliRig rig = new CliRig(folder);
        rig.workbench.refuseRun("disk full");
        CliRig.Outcome outcome = rig.run("sweep");
        assertEquals(1, outcome.exitCode());
        assertEquals("paretoscope sweep: the sweep did not begin: disk full\n", outcome.err());
    }

    @Test
    void showsThePointsThatCameInWhereTheStoreCannotBeReadBack() {
        CliRig rig = new CliRig(folder);
        rig.workbench.breakArchive();
        CliRig.Outcome outcome = rig.run("sweep", "--batch", "1,2", "--json");
        assertEquals(2, outcome.points());
        assertTrue(outcome.err().contains("cannot be read back (disk gone)"), outcome.err());
    }

    @Test
    void closesTheWorkbench() {
        CliRig rig = new CliRig(folder);
        rig.run("sweep");
        assertEquals(0, rig.workbench.open.get());
    }

    @Test
    void dryRunRunsNothingAndOpensNoStore() {
        CliRig rig = new CliRig(folder);
        assertEquals(0, rig.run("sweep", "--dry-run").exitCode());
        assertEquals(0, rig.workbench.sweepsStarted.get());
        assertEquals(0, rig.workbench.storesOpened.get());
    }

    @Test
    void dryRunMarksThePointsThatCannotFit() {
        CliRig.Outcome outcome = new CliRig(folder).run("sweep", "--dry-run", "--model", "opt-125m,opt-6.7b", "--batch",
                "1");
        assertTrue(outcome.out().lines().anyMatch(line -> line.matches("opt-125m \\(synthetic\\) +1 .* runs")),
                outcome.out());
        assertTrue(outcome.out().lines().anyMatch(line -> line.matches("opt-6.7b \\(synthetic\\) +1 .* skipped \\[1]")),
                outcome.out());
        assertTrue(outcome.out().contains(", cpu has 6.0 GiB\n"), outcome.out());
    }

    @Test
    void dryRunAsJsonGivesNeededAndAvailableBytes() {
        CliRig.Outcome outcome = new CliRig(folder).run("sweep", "--dry-run", "--model", "opt-6.7b", "--batch", "1",
                "--json");
        JsonObject document = JsonParser.parseString(outcome.out()).getAsJsonObject();
        JsonObject point = document.getAsJsonArray("points").get(0).getAsJsonObject();
        assertEquals(6 * FakeCliWorkbench.GIB, document.get("available_bytes").getAsLong());
        assertTrue(point.get("needed_bytes").getAsLong() > 4L * 6_658_473_984L);
        assertFalse(point.get("will_run").getAsBoolean());
    }

    @Test
    void runsAPlanFile() {
        CliRig rig = new CliRig(folder);
        SweepPlan plan = new SweepPlan(List.of(synthetic("opt-350m")), List.of(3), 5, 6, Precision.FP32, DeviceId.CPU,
                7, 1);
        rig.planFiles.put("plan.json", plan);
        assertEquals(0, rig.run("sweep", "--plan", "plan.json").exitCode());
        assertEquals(plan, plan(rig));
    }

    @Test
    void aPlanOfAPrecisionThatIsNotOfferedIsRefused() {
        CliRig rig = new CliRig(folder);
        rig.planFiles.put("plan.json", new SweepPlan(List.of(synthetic("opt-125m")), List.of(1), 5, 6, Precision.FP16,
                DeviceId.CPU, 0, 1));
        CliRig.Outcome outcome = rig.run("sweep", "--plan", "plan.json");
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.err().contains("precision fp16 is not offered on cpu"), outcome.err());
    }

    @Test
    void trainedWeightsRunUnderTheModelsName() throws IOException {
        Files.createDirectory(folder.resolve("weights"));
        Files.writeString(folder.resolve("weights/config.json"), """
                {"model_type": "opt", "num_hidden_layers": 12, "hidden_size": 768, "num_attention_heads": 12,
                 "ffn_dim": 3072, "vocab_size": 50272, "max_position_embeddings": 2048}""");
        CliRig rig = new CliRig(folder);
        rig.run("sweep", "--model", "opt-125m", "--checkpoint", "weights");
        assertEquals("opt-125m", plan(rig).models().getFirst().label());
    }

    @Test
    void trainedWeightsOfAnotherShapeAreRefused() throws IOException {
        Files.writeString(folder.resolve("config.json"), GenerateCommandTest.TINY);
        CliRig.Outcome outcome = new CliRig(folder).run("sweep", "--model", "opt-125m", "--checkpoint", ".");
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.err()
                .contains("--checkpoint .: num_hidden_layers is 2, where opt-125m has 12; leave out --model"),
                outcome.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"--batch 0 | batch size 0: must be at least 1",
        "--batch 1,1 | a batch size is listed twice", "--batch 1,two | 'two' is not a whole number",
        "--batch '' | '' is not a whole number", "--prompt 0 | prompt length 0: must be at least 1",
        "--output 0 | output length 0: must be at least 1", "--repeats 0 | repeats 0: must be at least 1",
        "--prompt 2040 --output 16 | prompt 2040 + output 16 tokens exceed the 2048 positions of opt-125m",
        "--model opt-30b | unknown model 'opt-30b': one of opt-125m, opt-350m, opt-1.3b, opt-2.7b, opt-6.7b, opt-13b",
        "--model opt-125m,opt-125m | a model is listed twice", "--device gpu0 | unknown device 'gpu0': cpu or cuda:N",
        "--device cuda:7 | no device cuda:7 on this machine: one of cpu, cuda:0",
        "--model opt-125m, | 'opt-125m,' has an empty name",
        "--checkpoint '' | --checkpoint is empty; expected a folder",
        "--csv '' | '--csv': it is empty, expected a path", "--store '' | '--store': it is empty, expected a path",
        "--plan '' | '--plan': it is empty, expected a path", "--prompt x | 'x' is not a whole number up to 2147483647",
        "--batch 99999999999 | '99999999999' is not a whole number up to 2147483647",
        "--seed 1e3 | '1e3' is not a whole number up to 9223372036854775807",
        "--device cuda:1 | device cuda:1 cannot be used: no CUDA libtorch",
        "--precision int8 | unknown precision 'int8': one of fp32, fp16, bf16",
        "--precision bf16 | precision bf16 is not offered on cpu (ended in an abort): one of fp32",
        "--checkpoint nowhere | --checkpoint nowhere: no such folder",
        "--model opt-125m,opt-350m --checkpoint . | --checkpoint holds one model, --model names 2",
        "--plan plan.json | plan.json: no such file",
        "--plan plan.json --batch 1 --seed 2 | --plan says all that --batch, --seed say: give either the plan or the options",
        "--window x | '--window': 'x' is not a number, such as 5 or 0.5",
        "--window -1 | window -1.0 s: must be 0 to 3600 s", "--window 4000 | window 4000.0 s: must be 0 to 3600 s",
        "--order random | 'random' is not an order: must be listed or interleaved",
        "--cool-down 200 | cool-down to 200 °C: must be 20 to 100 °C",
        "--cool-down warm | 'warm' is not a whole number up to 2147483647",
        "--resume x | 'x' is not a whole number up to 9223372036854775807",
        "--resume 1 --batch 2 --window 1 | --resume takes its plan from the run: leave out --batch, --window",
        "--bach 1 | unknown option '--bach'; alike: --batch", "extra | unexpected argument 'extra'"})
    void refusesWrongUsageInOneLineThatSaysWhatIsRight(String args, String message) {
        CliRig rig = new CliRig(folder);
        CliRig.Outcome outcome = rig.run(Stream.of(("sweep " + args).split(" "))
                .map(arg -> arg.equals("''") ? "" : arg)
                .toArray(String[]::new));
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.errLines().getFirst().startsWith("paretoscope sweep: "), outcome.err());
        assertTrue(outcome.errLines().getFirst().contains(message), outcome.err());
        assertEquals(List.of("try 'paretoscope sweep --help'"),
                outcome.errLines().subList(1, outcome.errLines().size()));
        assertEquals("", outcome.out());
        assertEquals(0, rig.workbench.sweepsStarted.get());
    }
}
