package io.paretoscope.store;

import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.sweep.PointResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What decoded points in a real file, and files from before there was a choice. */
class EnginesInStoreTest {
    @TempDir
    Path folder;

    private RunStore open() {
        return RunStore.open(folder.resolve("runs"));
    }

    private Connection sql() throws Exception {
        return DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("runs"), "sa", "");
    }

    private long written() {
        try (RunStore store = open()) {
            return SampleRuns.writeAll(store);
        }
    }

    /** Makes of the file what the version before left, whose plans said nothing of engines. */
    private void takeEnginesAway() throws Exception {
        try (Connection connection = sql(); Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE runs DROP COLUMN engines");
            for (String column : List.of("engine_asked", "engine_used", "engine_reason")) {
                statement.execute("ALTER TABLE points DROP COLUMN " + column);
            }
            statement.execute("DELETE FROM findings WHERE cause = 'other_engine'");
            assertEquals(1, statement
                    .executeUpdate("UPDATE run_texts SET plan = REPLACE(plan, '\"engines\":[\"graph\"],', '')"));
            assertEquals(2,
                    statement.executeUpdate("DELETE FROM \"flyway_schema_history\" WHERE \"version\" IN ('6', '7')"));
        }
        Files.deleteIfExists(RunStore.rescueOf(folder.toAbsolutePath().resolve("runs.mv.db")));
    }

    @Test
    void whatDecodedAPointCanBeAskedForInSql() throws Exception {
        written();
        try (Connection connection = sql();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT engine_asked, engine_used, engine_reason, engines[1]"
                        + " FROM points JOIN runs ON id = run_id WHERE ordinal = 4")) {
            assertTrue(row.next());
            EngineUse use = SampleRuns.results().get(4).engine().orElseThrow();
            assertTrue(use.fellBack());
            assertEquals(use, new EngineUse(EngineKind.parse(row.getString(1)), EngineKind.parse(row.getString(2)),
                    Optional.of(row.getString(3))));
            assertEquals("graph", row.getString(4));
        }
    }

    @Test
    void whatDecodedAPointIsInTheRescueFileToo() {
        long id = written();
        RunStore.rebuild(RunStore.rescueOf(folder.toAbsolutePath().resolve("runs.mv.db")), folder.resolve("again"));
        try (RunStore store = RunStore.open(folder.resolve("again"))) {
            assertEquals(SampleRuns.results(), store.run(id).orElseThrow().results());
            assertEquals(List.of("graph"), store.runs().getFirst().engines());
        }
    }

    @Test
    void aRunFromBeforeThereWasAChoiceWasDecodedByTorchScript() throws Exception {
        long id = written();
        takeEnginesAway();
        try (RunStore store = open()) {
            StoredRun run = store.run(id).orElseThrow();
            assertEquals(List.of(EngineKind.TORCHSCRIPT), run.plan().engines());
            assertEquals(List.of("torchscript"), run.summary().engines());
            assertEquals(List.of(EngineUse.as(EngineKind.TORCHSCRIPT)),
                    run.results().stream().map(PointResult::engine).flatMap(Optional::stream).distinct().toList());
            assertEquals(List.of(), store.check().troubles());
        }
    }
}
