package io.paretoscope.store;

import io.paretoscope.replica.Part;
import io.paretoscope.replica.ReplicaPlace;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.PointSamples;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.RunStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Runs of replicas and groups in a real file, and files from before there were any. */
class ReplicasInStoreTest {
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
            long id = store.begin(SampleRuns.replicaPlan(), SampleRuns.conditions(), SampleRuns.STARTED_AT);
            SampleRuns.replicaResults().forEach(result -> store.append(id, result));
            store.finish(id, RunStatus.COMPLETED, "");
            return id;
        }
    }

    @Test
    void aRunOfReplicasAndAGroupReadsBackEqualInAnotherSession() {
        long id = written();
        try (RunStore store = open()) {
            StoredRun run = store.run(id).orElseThrow();
            assertEquals(SampleRuns.replicaPlan(), run.plan());
            assertEquals(SampleRuns.replicaResults(), run.results());
            assertEquals(List.of(), store.check().troubles());
        }
    }

    @Test
    void aPointOfReplicasReadsBackEqualWhileItsRunGoesOn() {
        try (RunStore store = open()) {
            long id = store.begin(SampleRuns.replicaPlan(), SampleRuns.conditions(), SampleRuns.STARTED_AT);
            PointResult group = SampleRuns.replicaResults().getLast();
            store.append(id, group);
            assertEquals(List.of(group), store.run(id).orElseThrow().results());
        }
    }

    @Test
    void everyWindowOfEveryReplicaIsARow() throws Exception {
        written();
        PointSamples group = ((PointOutcome.Measured) SampleRuns.replicaResults().getLast().outcome()).samples();
        assertEquals(5, group.replicas());
        List<Long> starts = new ArrayList<>();
        try (Connection connection = sql();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT start_nanos FROM windows WHERE ordinal = "
                        + (SampleRuns.replicaPlan().points().size() - 1) + " ORDER BY number")) {
            while (row.next()) {
                starts.add(row.getLong(1));
            }
        }
        assertEquals(group.windows()
                .stream()
                .flatMap(window -> window.replicas().stream())
                .map(window -> window.startNanos())
                .toList(), starts);
    }

    @Test
    void aPlacementCanBeAskedForInSql() throws Exception {
        written();
        try (Connection connection = sql();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT replicas, replica_mode, mps_thread_percentage,"
                        + " companions[1] FROM points WHERE ordinal = "
                        + (SampleRuns.replicaPlan().points().size() - 1))) {
            assertTrue(row.next());
            Part companion = SampleRuns.replicaPlan().points().getLast().placement().companions().getFirst();
            assertEquals("2 mps 50 " + companion.label(),
                    row.getInt(1) + " " + row.getString(2) + " " + row.getInt(3) + " " + row.getString(4));
        }
    }

    @Test
    void aRunOfReplicasIsInTheRescueFileToo() {
        long id = written();
        RunStore.rebuild(RunStore.rescueOf(folder.toAbsolutePath().resolve("runs.mv.db")), folder.resolve("again"));
        try (RunStore store = RunStore.open(folder.resolve("again"))) {
            assertEquals(SampleRuns.replicaResults(), store.run(id).orElseThrow().results());
        }
    }

    /** Makes of the file what the version before replicas left: without their columns, and without what later versions added. */
    private void takeReplicasAway() throws Exception {
        try (Connection connection = sql(); Statement statement = connection.createStatement()) {
            List<String> columns = new ArrayList<>(
                    List.of("replicas", "replica_mode", "mps_thread_percentage", "companions", "replica_places"));
            for (String part : List.of("bytes", "n", "low", "high", "repeats", "source", "unavailable")) {
                columns.add("memory_before_" + part);
            }
            for (String column : columns) {
                statement.execute("ALTER TABLE points DROP COLUMN " + column);
            }
            for (String column : List.of("engine_asked", "engine_used", "engine_reason")) {
                statement.execute("ALTER TABLE points DROP COLUMN " + column);
            }
            statement.execute("ALTER TABLE runs DROP COLUMN engines");
            statement.execute("DROP TABLE foreign_metrics, foreign_points, foreign_runs");
            assertEquals(4, statement
                    .executeUpdate("DELETE FROM \"flyway_schema_history\" WHERE \"version\" IN ('4', '5', '6', '7')"));
        }
        Files.deleteIfExists(RunStore.rescueOf(folder.toAbsolutePath().resolve("runs.mv.db")));
    }

    @Test
    void aStoreFromBeforeReplicasIsBroughtUpToDate() throws Exception {
        long id;
        try (RunStore store = open()) {
            id = SampleRuns.writeAll(store);
        }
        takeReplicasAway();
        try (RunStore store = open()) {
            List<PointResult> results = store.run(id).orElseThrow().results();
            assertEquals(SampleRuns.results().size(), results.size());
            for (int i = 0; i < results.size(); i++) {
                assertSameBesideReplicas(SampleRuns.results().get(i), results.get(i));
            }
        }
    }

    private static void assertSameBesideReplicas(PointResult expected, PointResult actual) {
        assertEquals(expected.point(), actual.point());
        if (expected.outcome() instanceof PointOutcome.Measured before
                && actual.outcome() instanceof PointOutcome.Measured after) {
            Reading unknown = new Reading.Unavailable("measured before it was kept");
            PointSamples samples = after.samples();
            assertEquals(before.samples().windows(), samples.windows());
            assertEquals(before.samples().traces(), samples.traces());
            assertEquals(before.samples().answers(), samples.answers());
            assertEquals(List.of(ReplicaPlace.ANYWHERE), samples.places());
            assertEquals(unknown, samples.memoryBefore());
            assertEquals(unknown, after.metrics().reading(Metric.MEMORY_PER_REPLICA));
            assertEquals(before.metrics().reading(Metric.OUTPUT_THROUGHPUT),
                    after.metrics().reading(Metric.OUTPUT_THROUGHPUT));
        } else {
            assertEquals(expected, actual);
        }
    }

    @Test
    void aStoreThatWasBroughtUpToDateTakesReplicas() throws Exception {
        try (RunStore store = open()) {
            SampleRuns.writeAll(store);
        }
        takeReplicasAway();
        long id = written();
        try (RunStore store = open()) {
            assertEquals(SampleRuns.replicaResults(), store.run(id).orElseThrow().results());
        }
    }
}
