package io.paretoscope.store;

import io.paretoscope.foreign.ForeignFiles;
import io.paretoscope.foreign.ForeignFormat;
import io.paretoscope.foreign.ForeignPoint;
import io.paretoscope.foreign.ForeignRun;
import io.paretoscope.sweep.Interval;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Runs of others in a real file, in its rescue file and in what is rebuilt from that. */
class ForeignRunsInStoreTest {
    @TempDir
    Path temp;

    private Path file = Path.of("");

    @BeforeEach
    void resolve() throws IOException {
        file = temp.toRealPath().resolve("runs.mv.db");
    }

    private RunStore open() {
        return RunStore.open(file);
    }

    /** With everything that a run of others can have. */
    private static ForeignRun unusual(String mapping) {
        Map<String, String> conditions = new LinkedHashMap<>();
        conditions.put("device", "A \"card\", é, 漢");
        conditions.put("attention backend", "one\nand another");
        return new ForeignRun("a \"title\"", "their, file.csv", "ab".repeat(32), ForeignFormat.TABLE, mapping,
                SampleRuns.STARTED_AT, conditions,
                List.of(new ForeignPoint("opt, batch 4", "opt, 2 × mps", OptionalInt.of(8), 2,
                        Map.of(Metric.OUTPUT_THROUGHPUT,
                                new Reading.Value(0.1 + 0.2, 7, Optional.of(new Interval(0.25, 0.5, 3)),
                                        Optional.of("column speed")),
                                Metric.ITL_MEAN, new Reading.Unavailable("the file, \"theirs\", has none")),
                        7, List.of("slow\nhost", "é")),
                        new ForeignPoint("opt", "opt", OptionalInt.empty(), 1,
                                Map.of(Metric.MEAN_POWER, new Reading.Value(Double.MIN_VALUE, 1)), 9, List.of())),
                List.of("left out ttft: is a mean"));
    }

    @Test
    void aRunOfOthersReadsBackEqualInAnotherSession() {
        ForeignRun run = unusual("table");
        try (RunStore store = open()) {
            assertEquals(1, store.importForeign(run));
        }
        try (RunStore store = open()) {
            assertEquals(Optional.of(new StoredForeignRun(1, run)), store.foreignRun(1));
        }
    }

    @Test
    void thePublishedSeriesReadsBackEqual() {
        ForeignRun run = ForeignFiles.background(temp);
        try (RunStore store = open()) {
            store.importForeign(run);
            assertEquals(run, store.foreignRun(1).orElseThrow().run());
        }
    }

    @Test
    void theListHasTheNewestFirst() {
        try (RunStore store = open()) {
            store.importForeign(unusual("table"));
            store.importForeign(unusual("table; where a=b"));
            assertEquals(List.of("F2", "F1"), store.foreignRuns().stream().map(ForeignRunSummary::name).toList());
            assertEquals(2, store.foreignRuns().getFirst().points());
        }
    }

    @Test
    void runsOfOthersAreNotAmongTheMeasuredOnes() {
        try (RunStore store = open()) {
            store.importForeign(unusual("table"));
            assertEquals(List.of(), store.runs());
            assertEquals(Optional.empty(), store.latest());
            assertEquals(1, SampleRuns.writeAll(store));
            assertEquals(Optional.empty(), store.foreignRun(2));
        }
    }

    @Test
    void theSameFileInTheSameWayIsRefusedWithTheEarlierRun() {
        try (RunStore store = open()) {
            store.importForeign(unusual("table"));
            StoreException e = assertThrows(StoreException.class, () -> store.importForeign(unusual("table")));
            assertEquals(file + ": the imported run could not be stored: their, file.csv was imported in the same way "
                    + "before, as run F1", e.getMessage());
        }
    }

    @Test
    void theSameFileInAnotherWayIsAnotherRun() {
        try (RunStore store = open()) {
            store.importForeign(unusual("table"));
            assertEquals(2, store.importForeign(unusual("table; where a=b")));
        }
    }

    @Test
    void aDeletedRunIsGoneAndItsNumberIsNotGivenAgain() {
        try (RunStore store = open()) {
            store.importForeign(unusual("table"));
            store.deleteForeign(1);
            assertEquals(Optional.empty(), store.foreignRun(1));
            assertEquals(List.of(), store.foreignRuns());
            assertEquals(2, store.importForeign(unusual("table")));
        }
    }

    @Test
    void whatIsNotThereCannotBeDeleted() {
        try (RunStore store = open()) {
            assertEquals(file + ": run F4 could not be deleted: there is no run F4",
                    assertThrows(StoreException.class, () -> store.deleteForeign(4)).getMessage());
        }
    }

    /** Three imported, the second deleted. */
    private List<ForeignRunSummary> write() {
        try (RunStore store = open()) {
            store.importForeign(unusual("table"));
            store.importForeign(unusual("table; where a=b"));
            SampleRuns.writeAll(store);
            store.deleteForeign(2);
            store.importForeign(ForeignFiles.background(temp));
            return store.foreignRuns();
        }
    }

    @Test
    void aRebuiltStoreEqualsTheLostOne() {
        List<ForeignRunSummary> lost = write();
        Path again = temp.resolve("again.mv.db");
        assertEquals(2, RunStore.rebuild(RunStore.rescueOf(file), again).foreignRuns());
        try (RunStore store = RunStore.open(again); RunStore original = open()) {
            assertEquals(lost, store.foreignRuns());
            assertEquals(original.foreignRun(1), store.foreignRun(1));
            assertEquals(original.foreignRun(3), store.foreignRun(3));
            assertEquals(4, store.importForeign(unusual("table; where c=d")));
        }
    }

    @Test
    void theNumberOfADeletedRunIsNotGivenAgainByARebuiltStoreEither() {
        try (RunStore store = open()) {
            store.importForeign(unusual("table"));
            store.deleteForeign(1);
        }
        Path again = temp.resolve("again.mv.db");
        assertEquals(0, RunStore.rebuild(RunStore.rescueOf(file), again).foreignRuns());
        try (RunStore store = RunStore.open(again)) {
            assertEquals(2, store.importForeign(unusual("table")));
        }
    }

    @Test
    void aRescueFileThatWasLostIsMadeAnewWithThem() throws IOException {
        List<ForeignRunSummary> kept = write();
        Files.delete(RunStore.rescueOf(file));
        open().close();
        Path again = temp.resolve("again.mv.db");
        RunStore.rebuild(RunStore.rescueOf(file), again);
        try (RunStore store = RunStore.open(again)) {
            assertEquals(kept, store.foreignRuns());
        }
    }

    @Test
    void whatTheRescueFileLacksIsAppendedAtTheNextOpening() throws IOException {
        List<ForeignRunSummary> kept = write();
        List<String> lines = Files.readAllLines(RunStore.rescueOf(file));
        for (int some = 1; some < lines.size(); some++) {
            Files.writeString(RunStore.rescueOf(file), String.join("\n", lines.subList(0, some)) + "\n");
            open().close();
            Path again = temp.resolve("again-" + some + ".mv.db");
            RunStore.rebuild(RunStore.rescueOf(file), again);
            try (RunStore store = RunStore.open(again)) {
                assertEquals(kept, store.foreignRuns(), "after " + some + " lines");
            }
        }
    }

    @Test
    void aCheckCountsThem() {
        write();
        try (RunStore store = open()) {
            assertEquals(new StoreCheck(1, 6, 2, List.of(), List.of()), store.check());
        }
    }

    @Test
    void aMissingPointIsFound() throws SQLException {
        write();
        try (Connection connection = DriverManager.getConnection(
                "jdbc:h2:file:" + temp.resolve("runs").toAbsolutePath(), "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM foreign_metrics WHERE run_id = 1 AND number = 1");
            statement.execute("DELETE FROM foreign_points WHERE run_id = 1 AND number = 1");
        }
        try (RunStore store = open()) {
            assertEquals(List.of("run F1 cannot be read: 1 of its 2 points are there"), store.check().troubles());
        }
    }
}
