package io.paretoscope.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.selftest.Reports;
import io.paretoscope.selftest.SelfTestJson;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code selftest}: what is shown of a report, and how it ends. */
class SelfTestCommandTest {
    @TempDir
    Path folder;

    private CliRig failing() {
        CliRig rig = new CliRig(folder);
        rig.selfTest = device -> Reports.failed(device, "out of device memory");
        return rig;
    }

    @Test
    void theTableHasValueUnitVerdictAndWhyOfEachCheck() {
        CliRig.Outcome outcome = new CliRig(folder).run("selftest");
        assertTrue(outcome.out()
                .lines()
                .anyMatch(line -> line
                        .matches("Timer step +median step +30\\.00 +ns +pass +0\\.035 % of the shortest .*")),
                outcome.out());
        assertEquals(0, outcome.exitCode());
    }

    @Test
    void aLongReasonGoesOnInTheSameColumn() {
        CliRig rig = new CliRig(folder);
        rig.selfTest = device -> Reports.failed(device, "word ".repeat(30).strip());
        List<String> lines = rig.run("selftest").out().lines().filter(line -> line.contains("word word")).toList();
        assertEquals(3, lines.size(), lines.toString());
        assertEquals(lines.get(0).indexOf("word"), lines.get(1).indexOf("word"));
        assertTrue(lines.stream().allMatch(line -> line.length() <= 130), lines.toString());
    }

    @Test
    void endsWithTheWorstVerdictOfAll() {
        CliRig.Outcome outcome = new CliRig(folder).run("selftest");
        assertTrue(outcome.out().endsWith("\n\npass, took 20 s\n"), outcome.out());
    }

    @Test
    void aCheckThatFailsIsShownAndEndsTheCommandWithOne() {
        CliRig.Outcome outcome = failing().run("selftest");
        assertTrue(
                outcome.out().lines().anyMatch(line -> line.matches("Known workload +n/a +fail +out of device memory")),
                outcome.out());
        assertEquals(1, outcome.exitCode());
    }

    @Test
    void saysWhatToDoAboutWhatIsAmissAndOnlyThen() {
        assertTrue(failing().run("selftest").out().contains("\nWhat to do:\n  Known workload: Mend what it says, "),
                failing().run("selftest").out());
        assertFalse(new CliRig(folder).run("selftest").out().contains("What to do"));
    }

    @Test
    void asJsonItIsTheReportAndNothingElse() {
        CliRig.Outcome outcome = new CliRig(folder).run("selftest", "--device", "cuda:0", "--json");
        JsonObject document = JsonParser.parseString(outcome.out()).getAsJsonObject();
        assertEquals(SelfTestJson.of(Reports.full(DeviceId.cuda(0))), document);
    }

    @Test
    void asJsonAFailureEndsWithOneToo() {
        assertEquals(1, failing().run("selftest", "--json").exitCode());
    }

    @Test
    void progressGoesToStandardError() {
        assertEquals("trying the devices\ncopy rate\n", new CliRig(folder).run("selftest", "--json").err());
    }

    @Test
    void aDeviceThatIsNotThereIsWrongUsage() {
        CliRig.Outcome outcome = new CliRig(folder).run("selftest", "--device", "cuda:7");
        assertEquals(2, outcome.exitCode());
        assertTrue(
                outcome.err().contains("paretoscope selftest: no device cuda:7 on this machine: one of cpu, cuda:0\n"),
                outcome.err());
    }

    @Test
    void aDeviceThatCannotBeUsedSaysWhy() {
        CliRig.Outcome outcome = new CliRig(folder).run("selftest", "--device", "cuda:1");
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.err().contains("device cuda:1 cannot be used: no CUDA libtorch: set PYTORCH_LIBRARY_PATH\n"),
                outcome.err());
    }

    @Test
    void withoutAWorkerItFailsInOneLine() {
        CliRig rig = new CliRig(folder);
        rig.selfTestObstacle = "a worker could not be started: no memory";
        CliRig.Outcome outcome = rig.run("selftest");
        assertEquals(1, outcome.exitCode());
        assertEquals("paretoscope selftest: a worker could not be started: no memory", outcome.errLines().getLast());
    }

    @Test
    void opensNoStoreAndLeavesNoEnginesOpen() {
        CliRig rig = new CliRig(folder);
        rig.run("selftest");
        assertEquals(0, rig.workbench.storesOpened.get());
        assertEquals(0, rig.workbench.open.get());
    }
}
