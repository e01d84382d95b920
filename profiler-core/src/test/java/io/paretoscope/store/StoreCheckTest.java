package io.paretoscope.store;

import io.paretoscope.sweep.PointMetrics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StoreCheckTest {
    @TempDir
    Path folder;

    private StoreCheck checkAfter(String... statements) throws SQLException {
        try (RunStore store = RunStore.open(folder.resolve("runs"))) {
            SampleRuns.writeAll(store);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("runs"), "sa", "");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
        try (RunStore store = RunStore.open(folder.resolve("runs"))) {
            return store.check();
        }
    }

    @Test
    void everyStoredPointIsRecomputedBitForBit() throws SQLException {
        assertEquals(new StoreCheck(1, 6, 0, List.of(), List.of()), checkAfter());
    }

    @Test
    void aMetricThatDiffersInItsLastBitIsFound() throws SQLException {
        StoreCheck check = checkAfter("UPDATE metrics SET \"VALUE\" = \"VALUE\" * (1 + 2.3E-16) WHERE ordinal = 0 AND "
                + "metric = 'output_tokens_per_s'");
        assertTrue(check.troubles().getFirst().startsWith("point 0 of run 1: output_tokens_per_s is stored as Value["),
                check.toString());
    }

    @Test
    void aMissingMetricIsFound() throws SQLException {
        StoreCheck check = checkAfter("DELETE FROM metrics WHERE ordinal = 1 AND metric = 'ttft_median_ms'");
        assertTrue(check.troubles().getFirst().startsWith("point 1 of run 1: ttft_median_ms is stored as nothing"),
                check.toString());
    }

    @Test
    void anotherVerdictIsFound() throws SQLException {
        StoreCheck check = checkAfter("UPDATE points SET verdict = 'VALID' WHERE ordinal = 5");
        assertEquals(List.of("point 5 of run 1: stored as VALID, computed as INVALID"), check.troubles());
    }

    @Test
    void aChangedFindingIsFound() throws SQLException {
        StoreCheck check = checkAfter("UPDATE findings SET evidence = 'x' WHERE ordinal = 5 AND number = 0");
        assertEquals(List.of("point 5 of run 1: the stored findings are not those computed from its samples"),
                check.troubles());
    }

    @Test
    void aHistogramOfOtherStepsIsFound() throws SQLException {
        StoreCheck check = checkAfter("UPDATE windows SET step_histogram = (SELECT step_histogram FROM windows WHERE "
                + "ordinal = 1 AND number = 0) WHERE ordinal = 0 AND number = 0");
        assertEquals(List.of("point 0 of run 1: a stored histogram of steps is not that of its raw times"),
                check.troubles());
    }

    @Test
    void pointsOfOtherFormulasAreNotedAndNotCompared() throws SQLException {
        StoreCheck check = checkAfter("UPDATE points SET metrics_version = 0 WHERE ordinal < 2",
                "UPDATE metrics SET \"VALUE\" = 1 WHERE \"VALUE\" IS NOT NULL AND ordinal < 2");
        assertEquals(List.of(), check.troubles());
        assertEquals(List.of("2 points were stored with the formulas of version 0; they are shown by those of version "
                + PointMetrics.VERSION), check.notes());
    }

    @Test
    void damagedSamplesAreFound() throws SQLException {
        StoreCheck check = checkAfter("UPDATE traces SET samples = SUBSTRING(CAST(samples AS VARBINARY) FROM 1 FOR 20) "
                + "WHERE ordinal = 0 AND number = 1");
        assertEquals(List.of("run 1 cannot be read: packed samples are damaged"), check.troubles());
        assertFalse(check.sound());
    }

    @Test
    void aBackupIsTheStoreInAZipFile() throws IOException {
        Path zip = folder.resolve("it's a backup.zip");
        StoredRun expected;
        try (RunStore store = RunStore.open(folder.resolve("runs"))) {
            long id = SampleRuns.writeAll(store);
            store.finish(id, io.paretoscope.sweep.RunStatus.COMPLETED, "");
            expected = store.run(id).orElseThrow();
            store.backup(zip);
            store.note(id, "written after the backup");
        }
        Path restored = folder.resolve("restored.mv.db");
        try (InputStream in = Files.newInputStream(zip); ZipInputStream entries = new ZipInputStream(in)) {
            ZipEntry entry = entries.getNextEntry();
            assertEquals("runs.mv.db", entry == null ? "nothing" : entry.getName());
            Files.copy(entries, restored);
        }
        try (RunStore store = RunStore.open(restored)) {
            assertEquals(expected, store.run(expected.summary().id()).orElseThrow());
        }
    }

    @Test
    void aBackupDoesNotReplaceAFile() throws IOException {
        Path taken = Files.writeString(folder.toRealPath().resolve("taken.zip"), "mine");
        try (RunStore store = RunStore.open(folder.resolve("runs"))) {
            StoreException e = assertThrows(StoreException.class, () -> store.backup(taken));
            assertEquals(taken + ": is there already; give a file that is not", e.getMessage());
        }
        assertEquals("mine", Files.readString(taken));
    }

    @Test
    void aBackupThatCannotBeWrittenSaysSo() throws IOException {
        Path nowhere = folder.toRealPath().resolve("missing").resolve("backup.zip");
        Files.writeString(folder.resolve("missing"), "a file where a folder should be");
        try (RunStore store = RunStore.open(folder.resolve("runs"))) {
            StoreException e = assertThrows(StoreException.class, () -> store.backup(nowhere));
            assertTrue(String.valueOf(e.getMessage()).contains("no backup could be written to " + nowhere),
                    e.getMessage());
            assertEquals(1, String.valueOf(e.getMessage()).lines().count());
            assertEquals(1, store.begin(SampleRuns.plan(), SampleRuns.conditions(), SampleRuns.STARTED_AT));
        }
    }
}
