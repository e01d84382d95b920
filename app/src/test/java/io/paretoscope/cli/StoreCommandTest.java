package io.paretoscope.cli;

import io.paretoscope.store.RunStore;
import io.paretoscope.store.SampleRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** On a real store. */
class StoreCommandTest {
    @TempDir
    Path folder;

    private Path store = Path.of("");

    @BeforeEach
    void aStoreWithARun() {
        try (RunStore opened = RunStore.open(folder.resolve("lab"))) {
            long id = SampleRuns.writeAll(opened);
            opened.tag(id, "baseline");
            store = opened.file();
        }
    }

    private CliRig.Outcome run(String... args) throws IOException {
        return new CliRig(folder).run(args);
    }

    @Test
    void aSoundStoreIsSaidToBeSound() throws IOException {
        CliRig.Outcome outcome = run("store", "check", "--store", store.toString());
        assertEquals("0 " + store + ": 1 runs, 6 points, sound",
                outcome.exitCode() + " " + outcome.out().strip());
    }

    @Test
    void aBackupIsWrittenToTheNamedFile() throws IOException {
        Path zip = folder.resolve("backup.zip");
        assertEquals(0, run("store", "backup", "--store", store.toString(), "--to", zip.toString()).exitCode());
        assertTrue(Files.size(zip) > 0);
    }

    @Test
    void aLostStoreIsRebuiltFromItsRescueFile() throws IOException {
        Files.delete(store);
        CliRig.Outcome outcome = run("store", "rebuild", "--store", store.toString());
        assertEquals("0 rebuilt " + store + ": 1 runs, 6 points", outcome.exitCode() + " " + outcome.out().strip());
        try (RunStore opened = RunStore.open(store)) {
            assertEquals(SampleRuns.results(), opened.latest().orElseThrow().results());
        }
    }

    @Test
    void aStoreThatIsThereIsNotRebuiltOver() throws IOException {
        CliRig.Outcome outcome = run("store", "rebuild", "--store", store.toString());
        assertEquals(1, outcome.exitCode());
        assertTrue(outcome.err().contains("is there already"), outcome.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "store mend | 'mend' is not an action: must be check, backup or rebuild",
        "store backup | backup needs --to, a ZIP file that is not there yet",
        "store check --to x.zip | --to belongs to backup", "store check --from x | --from belongs to rebuild"})
    void wrongUsageIsOneLine(String line, String message) throws IOException {
        CliRig.Outcome outcome = run(line.split(" "));
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.errLines().getFirst().contains(message), outcome.err());
    }
}
