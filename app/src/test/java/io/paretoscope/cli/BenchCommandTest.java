package io.paretoscope.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.selftest.DecodeBench;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BenchCommandTest {
    @TempDir
    Path folder;

    private CliRig rig;

    @BeforeEach
    void open() {
        rig = new CliRig(folder);
    }

    private DecodeBench.Plan plan() {
        return Objects.requireNonNull(rig.workbench.benched, "nothing was measured");
    }

    @Test
    void everyModelEngineAndBatchIsAskedFor() {
        rig.run("bench", "decode", "--model", "opt-125m,opt-1.3b", "--batch", "1,64", "--device", "cuda:0", "--engine",
                "graph,torchscript");
        assertEquals(List.of("opt-125m", "opt-1.3b"), plan().models().stream().map(m -> m.config().name()).toList());
        assertEquals(List.of(EngineKind.GRAPH, EngineKind.TORCHSCRIPT), plan().engines());
        assertEquals(List.of(1, 64), plan().batches());
        assertEquals(330, plan().context());
    }

    @Test
    void aRowTellsStepFloorAndRatio() {
        CliRig.Outcome outcome = rig.run("bench", "decode", "--model", "opt-125m", "--batch", "4");
        assertEquals(ExitCode.SUCCESS, outcome.exitCode());
        String row = outcome.out().lines().filter(line -> line.startsWith("opt-125m")).findFirst().orElseThrow();
        assertEquals(
                List.of("opt-125m", "fp32", "torchscript", "4", "1.250", "1.125", "0.500", "2.50", "3200", "30.00"),
                List.of(row.strip().split("\\s{2,}")));
    }

    @Test
    void theCopyRateBehindTheFloorIsTold() {
        CliRig.Outcome outcome = rig.run("bench", "decode", "--model", "opt-125m", "--batch", "4");
        assertTrue(outcome.out().contains("copy rate 2000 GB/s, read and written"), outcome::out);
    }

    @Test
    void aRowThatFailedSaysWhyAndTheOthersStand() {
        CliRig.Outcome outcome = rig.run("bench", "decode", "--model", "opt-125m", "--batch", "4,200");
        assertEquals(ExitCode.SUCCESS, outcome.exitCode());
        assertTrue(outcome.out().contains("[1] no memory for so many"), outcome::out);
    }

    @Test
    void itFailsWhereEveryRowDid() {
        assertEquals(ExitCode.FAILURE,
                rig.run("bench", "decode", "--model", "opt-125m", "--batch", "200").exitCode());
    }

    @Test
    void theDocumentHasNumbersAndReasons() {
        CliRig.Outcome outcome = rig.run("bench", "decode", "--model", "opt-125m", "--batch", "4,200", "--json");
        JsonObject document = outcome.document();
        JsonArray steps = document.getAsJsonArray("steps");
        assertEquals(2.5, steps.get(0).getAsJsonObject().get("times_floor").getAsDouble());
        assertEquals(3200, steps.get(0).getAsJsonObject().get("tokens_per_second").getAsDouble());
        assertEquals("no memory for so many", steps.get(1).getAsJsonObject().get("obstacle").getAsString());
    }

    @Test
    void onlyDecodeCanBeMeasured() {
        CliRig.Outcome outcome = rig.run("bench", "prefill", "--model", "opt-125m", "--batch", "1");
        assertEquals(ExitCode.USAGE, outcome.exitCode());
        assertTrue(outcome.err().contains("'prefill' cannot be measured: must be decode"), outcome::err);
        assertNull(rig.workbench.benched);
    }

    @Test
    void aContextWithoutPositionsIsRefused() {
        CliRig.Outcome outcome = rig.run("bench", "decode", "--model", "opt-125m", "--batch", "1", "--context", "2040");
        assertEquals(ExitCode.USAGE, outcome.exitCode());
        assertTrue(outcome.err().contains("context 2040: must be at most 2032 for opt-125m"), outcome::err);
    }

    @Test
    void aContextThatTheStepsDoNotFitAroundIsRefused() {
        CliRig.Outcome outcome = rig.run("bench", "decode", "--model", "opt-125m", "--batch", "1", "--context", "9");
        assertEquals(ExitCode.USAGE, outcome.exitCode());
        assertTrue(outcome.err().contains("context 9: must be more than 16"), outcome::err);
    }

    @Test
    void theGraphEngineIsRefusedOnTheCpu() {
        CliRig.Outcome outcome = rig.run("bench", "decode", "--model", "opt-125m", "--batch", "1", "--engine", "graph");
        assertEquals(ExitCode.USAGE, outcome.exitCode());
        assertTrue(outcome.err().contains("engine graph needs an NVIDIA GPU"), outcome::err);
    }
}
