package io.paretoscope.cli;

import io.paretoscope.workbench.SweepDefaults;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The command line as a whole, and what it does without a command. */
class ParetoscopeTest {
    @TempDir
    Path folder;

    private CliRig withoutDisplay() {
        CliRig rig = new CliRig(folder);
        rig.windowObstacle = "no display: DISPLAY is not set";
        return rig;
    }

    @Test
    void withoutArgumentsOpensTheWindow() {
        CliRig rig = new CliRig(folder);
        assertEquals(new CliRig.Outcome(0, "", ""), rig.run());
        assertEquals(1, rig.windowsOpened);
    }

    @Test
    void aCommandOpensNoWindow() {
        CliRig rig = new CliRig(folder);
        rig.run("models");
        assertEquals(0, rig.windowsOpened);
    }

    @Test
    void withoutADisplaySaysSoFirst() {
        assertEquals("no window: no display: DISPLAY is not set", withoutDisplay().run().errLines().getFirst());
    }

    @Test
    void withoutADisplayRunsTheDefaultSweepAndShowsItsTable() {
        CliRig rig = withoutDisplay();
        CliRig.Outcome outcome = rig.run();
        assertEquals(SweepDefaults.plan(), rig.workbench.started);
        assertTrue(outcome.out().contains("run 1, completed, kept in "), outcome.out());
        assertEquals(0, outcome.exitCode());
    }

    @Test
    void withoutADisplayLeavesPointsAndChartInTheCurrentFolder() throws IOException {
        withoutDisplay().run();
        assertTrue(Files.readString(folder.resolve("paretoscope-sweep-1.csv")).startsWith("run_id,started_at,model"));
        assertEquals("chart of run 1", Files.readString(folder.resolve("paretoscope-sweep-1.png")));
    }

    @Test
    void withoutADisplayNeverOverwritesFiles() throws IOException {
        Files.writeString(folder.resolve("paretoscope-sweep-1.csv"), "mine");
        withoutDisplay().run();
        assertEquals("mine", Files.readString(folder.resolve("paretoscope-sweep-1.csv")));
        assertTrue(Files.exists(folder.resolve("paretoscope-sweep-1-2.csv")));
    }

    @Test
    void aChartThatCannotBeDrawnIsOneLineAndNoFailure() {
        CliRig rig = withoutDisplay();
        rig.chartObstacle = "no fonts on this machine: install fonts-dejavu-core";
        CliRig.Outcome outcome = rig.run();
        assertEquals(0, outcome.exitCode());
        assertTrue(outcome.err().contains("no chart: no fonts on this machine: install fonts-dejavu-core\n"),
                outcome.err());
        assertTrue(Files.exists(folder.resolve("paretoscope-sweep-1.csv")));
    }

    @Test
    void withoutADisplayAndWithoutAStoreFails() {
        CliRig rig = withoutDisplay();
        rig.workbench.refuseStore("/data/runs.mv.db: cannot be written");
        assertEquals(1, rig.run().exitCode());
    }

    @Test
    void anUnknownCommandNamesTheKnownOnes() {
        CliRig.Outcome outcome = new CliRig(folder).run("swep");
        assertEquals(2, outcome.exitCode());
        assertEquals(
                "paretoscope: unknown command 'swep': one of models, model, engine, devices, generate, sweep, runs, import, compare, frontier, knee, advise, roofline, findings, predict, plan, replicas, export, annotate, store, telemetry, selftest, bench",
                outcome.errLines().getFirst());
    }

    @Test
    void versionComesFromTheBuild() {
        CliRig.Outcome outcome = new CliRig(folder).run("--version");
        assertEquals(0, outcome.exitCode());
        assertTrue(outcome.out()
                .matches(
                        "paretoscope \\d+\\.\\d+\\.\\d+ \\((build [0-9a-f]+(, with changes since)?|not built from a git checkout)\\)\\R"
                                + "DJL \\d\\S+, libtorch \\d\\S+ for the CPU built in\\RJava 25.*\\R"),
                outcome.out());
    }

    @Test
    void resultsThatCannotBeWrittenAreAFailure() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        assertEquals(1, new CliRig(folder).run(full, err, "models", "--json"));
        assertTrue(err.toString(StandardCharsets.UTF_8).startsWith("paretoscope: not all results could be written to "),
                err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void helpListsTheCommandsAndTheExitCodes() {
        String out = new CliRig(folder).run("--help").out();
        for (String command : new String[]{"models", "devices", "generate", "sweep", "runs", "export", "telemetry",
            "Exit codes"}) {
            assertTrue(out.contains(command), command);
        }
    }

    @ParameterizedTest
    @CsvSource({"models, --json --verbose", "devices, --json --verbose",
        "generate, --checkpoint --model --seed --tokens --max-new-tokens --device --precision --logits --json",
        "sweep, --model --checkpoint --batch --prompt --output --device --precision --repeats --store --csv --json "
                + "--dry-run --plan --seed",
        "runs, --store --json --diff --delete", "import, --map --set --where --format --title --dry-run --store --json",
        "compare, --metrics --store --json", "export, --run --latest --store --csv --png",
        "telemetry, --device --seconds --period --record --json"})
    void helpOfACommandNamesItsOptions(String command, String options) {
        CliRig.Outcome outcome = new CliRig(folder).run(command, "--help");
        assertEquals(0, outcome.exitCode());
        for (String option : List.of(options.split(" "))) {
            assertTrue(outcome.out().contains(option), option);
        }
    }

    @Test
    void aFaultOfTheProgramIsAFailureWithoutAStackTraceOnStandardOutput() {
        CliRig rig = new CliRig(folder);
        rig.faultInWindow = true;
        CliRig.Outcome outcome = rig.run();
        assertEquals(1, outcome.exitCode());
        assertEquals("", outcome.out());
        assertTrue(outcome.errLines().getFirst().startsWith("paretoscope: internal error: "), outcome.err());
        assertFalse(outcome.err().contains("\tat "), outcome.err());
    }
}
