package io.paretoscope.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Pins, and deletions that can be taken back. */
class HistoryInStoreTest {
    @TempDir
    Path folder;

    private long first;
    private long second;

    @BeforeEach
    void twoRuns() {
        try (RunStore store = open()) {
            first = SampleRuns.writeAll(store);
            second = SampleRuns.writeAll(store);
        }
    }

    private RunStore open() {
        return RunStore.open(folder.resolve("runs"));
    }

    private static List<Long> ids(List<RunSummary> runs) {
        return runs.stream().map(RunSummary::id).toList();
    }

    private static String refusal(Runnable change) {
        String message = String.valueOf(assertThrows(StoreException.class, change::run).getMessage());
        return message.substring(message.indexOf(": ") + 2);
    }

    @Test
    void aPinIsThereInAnotherSessionUntilItIsTakenAway() {
        try (RunStore store = open()) {
            store.pin(first, true);
        }
        try (RunStore store = open()) {
            assertEquals(List.of(false, true), store.runs().stream().map(RunSummary::pinned).toList());
            store.pin(first, false);
            assertFalse(store.runs().getLast().pinned());
        }
    }

    @Test
    void aDeletedRunIsInNoListAndCannotBeOpened() {
        try (RunStore store = open()) {
            store.delete(second);
            assertEquals(List.of(first), ids(store.runs()));
            assertEquals(Optional.empty(), store.run(second));
            assertEquals(first, store.latest().orElseThrow().summary().id());
            assertEquals(List.of(second), ids(store.deletedRuns()));
        }
    }

    @Test
    void aRestoredRunIsAsItWas() {
        try (RunStore store = open()) {
            StoredRun before = store.run(second).orElseThrow();
            store.delete(second);
            store.restore(second);
            assertEquals(Optional.of(before), store.run(second));
            assertEquals(List.of(), store.deletedRuns());
        }
    }

    @Test
    void theNumberOfADeletedRunIsNotGivenAgain() {
        try (RunStore store = open()) {
            store.delete(second);
            assertEquals(second + 1, SampleRuns.writeAll(store));
        }
    }

    @Test
    void aDeletedRunIsCheckedToo() throws Exception {
        try (RunStore store = open()) {
            store.delete(second);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("runs"), "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE metrics SET \"VALUE\" = 1 WHERE run_id = " + second
                    + " AND ordinal = 0 AND metric = 'output_tokens_per_s'");
        }
        try (RunStore store = open()) {
            StoreCheck check = store.check();
            assertEquals(2, check.runs());
            assertEquals(1, check.troubles().size());
            assertTrue(check.troubles().getFirst().startsWith("point 0 of run " + second), check.troubles()::toString);
        }
    }

    @Test
    void whatCannotBeDoneIsSaid() {
        try (RunStore store = open()) {
            assertEquals("run 9 could not be deleted: there is no run 9", refusal(() -> store.delete(9)));
            assertEquals("run 9 could not be restored: there never was a run 9", refusal(() -> store.restore(9)));
            assertEquals("run 1 could not be restored: it is not deleted", refusal(() -> store.restore(1)));
            store.delete(first);
            assertEquals("run 1 could not be pinned: there is no run 1", refusal(() -> store.pin(1, true)));
            long third = SampleRuns.writeAll(store);
            assertEquals("run 3 could not be deleted: it is under way; stop it first",
                    refusal(() -> store.delete(third)));
        }
    }

    @Test
    void pinsAndDeletionsAreInTheRescueFileToo() {
        try (RunStore store = open()) {
            store.pin(first, true);
            store.delete(second);
        }
        RunStore.rebuild(RunStore.rescueOf(folder.resolve("runs")), folder.resolve("again"));
        try (RunStore store = RunStore.open(folder.resolve("again"))) {
            assertTrue(store.runs().getFirst().pinned());
            assertEquals(List.of(second), ids(store.deletedRuns()));
        }
    }

    @Test
    void runsFromBeforePinsAreNotPinned() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("runs"), "sa", "");
                Statement statement = connection.createStatement()) {
            for (String column : List.of("pinned", "deleted", "origin_store", "origin_run", "origin_file")) {
                statement.execute("ALTER TABLE runs DROP COLUMN " + column);
            }
            assertEquals(1, statement.executeUpdate("DELETE FROM \"flyway_schema_history\" WHERE \"version\" = '7'"));
        }
        Files.deleteIfExists(RunStore.rescueOf(folder.resolve("runs")));
        try (RunStore store = open()) {
            assertEquals(List.of(second, first), ids(store.runs()));
            assertEquals(List.of(false, false), store.runs().stream().map(RunSummary::pinned).toList());
            assertEquals(Optional.empty(), store.runs().getFirst().origin());
        }
    }
}
