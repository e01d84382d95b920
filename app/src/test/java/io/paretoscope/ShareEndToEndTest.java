package io.paretoscope;

import io.paretoscope.store.RunStore;
import io.paretoscope.store.SampleRuns;
import io.paretoscope.sweep.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A run that goes from one real store into another by the command line as users have it. */
class ShareEndToEndTest {
    @TempDir
    Path folder;

    @BeforeEach
    void writeRun() {
        try (RunStore store = RunStore.open(folder.resolve("here"))) {
            store.finish(SampleRuns.writeAll(store), RunStatus.COMPLETED, "");
        }
    }

    private RealCommandLine.Outcome attempt(String line) {
        return new RealCommandLine(folder).run(line.split(" "));
    }

    private String run(String line) {
        RealCommandLine.Outcome outcome = attempt(line);
        assertEquals(0, outcome.exitCode(), outcome.err());
        return outcome.out();
    }

    @Test
    void theOtherStoreExportsTheSamePoints() {
        run("export --run 1 --share run.paretoscope --store here.mv.db");
        assertTrue(run("import run.paretoscope --store there.mv.db").startsWith(
                "opt-125m (synthetic), opt-350m, my \"own\" opt, é on cuda:3: 4 of 6 points measured, completed"));
        assertEquals(run("export --run 1 --store here.mv.db"), run("export --run 1 --store there.mv.db"));
        assertTrue(run("runs --store there.mv.db").contains("from run.paretoscope"));
    }

    @Test
    void aDamagedFileIsOneLineAndNothingIsTaken() throws IOException {
        run("export --run 1 --share run.paretoscope --store here.mv.db");
        byte[] whole = Files.readAllBytes(folder.resolve("run.paretoscope"));
        Files.write(folder.resolve("run.paretoscope"), Arrays.copyOf(whole, whole.length / 2));
        RealCommandLine.Outcome outcome = attempt("import run.paretoscope --store there.mv.db");
        assertEquals(1, outcome.exitCode());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
        assertTrue(outcome.firstError().endsWith("have it sent again; nothing was taken from it"), outcome.err());
    }

    @Test
    void aRunFileExplainsItself() {
        run("export --run 1 --share run.paretoscope --store here.mv.db");
        RealCommandLine.Outcome outcome = attempt("import run.paretoscope --set batch=1 --store there.mv.db");
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.firstError().contains("a run file explains itself: leave out --map"), outcome.err());
    }

    @Test
    void thePageOfARealRunIsWritten() throws IOException {
        run("export --run 1 --html run.html --store here.mv.db");
        assertTrue(Files.readString(folder.resolve("run.html")).startsWith("<!DOCTYPE html>"));
    }
}
