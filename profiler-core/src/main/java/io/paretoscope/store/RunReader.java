package io.paretoscope.store;

import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.PlanJson;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepPlan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All reading. Used by the reader's thread alone; each method sees one state of the store, whatever is written meanwhile. */
final class RunReader {
    private final Connection connection;

    /** Takes over {@code connection}. */
    RunReader(Connection connection) throws SQLException {
        this.connection = connection;
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SNAPSHOT");
        }
        connection.setAutoCommit(false);
    }

    List<RunSummary> runs() throws SQLException {
        return inSnapshot(() -> summaries(Long.MIN_VALUE, Long.MAX_VALUE, false));
    }

    List<RunSummary> deletedRuns() throws SQLException {
        return inSnapshot(() -> summaries(Long.MIN_VALUE, Long.MAX_VALUE, true));
    }

    Optional<StoredRun> run(long id) throws SQLException {
        return inSnapshot(() -> find(id, false));
    }

    /** The run of that identity, which was deleted. */
    Optional<StoredRun> deletedRun(long id) throws SQLException {
        return inSnapshot(() -> find(id, true));
    }

    /** A run as a run file holds it; empty where there is none or it was deleted. */
    Optional<SharedRun> shared(long id) throws SQLException {
        return inSnapshot(() -> {
            Optional<RunRow> run = RunRow.read(connection, id).filter(row -> !row.deleted());
            if (run.isEmpty()) {
                return Optional.empty();
            }
            List<PointResult> results = new PointReader(connection).results(id,
                    PlanJson.parse(run.get().plan()).points());
            return Optional.of(new SharedRun(StoreState.read(connection).orElseThrow().id(), run.get(), results));
        });
    }

    Optional<StoredRun> latest() throws SQLException {
        return inSnapshot(() -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement
                            .executeQuery(
                                    "SELECT id FROM runs WHERE NOT deleted ORDER BY id DESC FETCH FIRST ROW ONLY")) {
                return row.next() ? find(row.getLong(1), false) : Optional.empty();
            }
        });
    }

    List<ForeignRunSummary> foreignRuns() throws SQLException {
        return inSnapshot(() -> new ForeignTables(connection).summaries());
    }

    Optional<StoredForeignRun> foreignRun(long id) throws SQLException {
        return inSnapshot(() -> new ForeignTables(connection).read(id).map(run -> new StoredForeignRun(id, run)));
    }

    /** Reads everything, each run in a snapshot of its own. */
    StoreCheck check() throws SQLException {
        return new StoreChecker(connection, this).check();
    }

    void close() throws SQLException {
        connection.close();
    }

    private <T> T inSnapshot(StoreThread.Task<T> reading) throws SQLException {
        try {
            return reading.run();
        } finally {
            connection.rollback();
        }
    }

    private Optional<StoredRun> find(long id, boolean deleted) throws SQLException {
        Optional<RunRow> found = RunRow.read(connection, id).filter(row -> row.deleted() == deleted);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        RunRow run = found.get();
        SweepPlan plan = PlanJson.parse(run.plan());
        return Optional.of(new StoredRun(summaries(id, id, deleted).getFirst(), plan,
                new Conditions(ConditionsJson.values(run.settled()), ConditionsJson.values(run.momentary())),
                run.message(), new PointReader(connection).results(id, plan.points()), run.selfTest()));
    }

    private List<RunSummary> summaries(long fromId, long toId, boolean deleted) throws SQLException {
        Map<Long, Map<String, Integer>> counts = counts(fromId, toId);
        Map<Long, List<String>> tags = tags(fromId, toId);
        List<RunSummary> summaries = new ArrayList<>();
        try (PreparedStatement select = connection
                .prepareStatement("SELECT id, started_at, status, models, device, \"PRECISION\", engines, "
                        + "points_planned, note, pinned, origin_store, origin_run, origin_file FROM runs "
                        + "WHERE id BETWEEN ? AND ? AND deleted = ? ORDER BY id DESC")) {
            select.setLong(1, fromId);
            select.setLong(2, toId);
            select.setBoolean(3, deleted);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    long id = row.getLong("id");
                    Map<String, Integer> count = counts.getOrDefault(id, Map.of());
                    summaries.add(new RunSummary(id, RunRow.instant(row, "started_at"), status(row.getString("status")),
                            Arrays.asList(row.getObject("models", String[].class)), row.getString("device"),
                            row.getString("PRECISION"), Arrays.asList(row.getObject("engines", String[].class)),
                            row.getInt("points_planned"),
                            count.getOrDefault(PointOutcome.Measured.LABEL, 0),
                            count.getOrDefault(PointOutcome.Failed.LABEL, 0),
                            count.getOrDefault(PointOutcome.Skipped.LABEL, 0), tags.getOrDefault(id, List.of()),
                            row.getString("note"), row.getBoolean("pinned"), RunRow.origin(row)));
                }
            }
        }
        return List.copyOf(summaries);
    }

    /** Points of each run by how they ended; runs without a point have no entry. */
    private Map<Long, Map<String, Integer>> counts(long fromId, long toId) throws SQLException {
        Map<Long, Map<String, Integer>> counts = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT run_id, outcome, COUNT(*) FROM points "
                + "WHERE run_id BETWEEN ? AND ? GROUP BY run_id, outcome")) {
            select.setLong(1, fromId);
            select.setLong(2, toId);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    counts.computeIfAbsent(row.getLong(1), key -> new HashMap<>()).put(row.getString(2), row.getInt(3));
                }
            }
        }
        return counts;
    }

    private Map<Long, List<String>> tags(long fromId, long toId) throws SQLException {
        Map<Long, List<String>> tags = new HashMap<>();
        try (PreparedStatement select = connection
                .prepareStatement("SELECT run_id, tag FROM tags WHERE run_id BETWEEN ? AND ? ORDER BY run_id, tag")) {
            select.setLong(1, fromId);
            select.setLong(2, toId);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    tags.computeIfAbsent(row.getLong(1), key -> new ArrayList<>()).add(row.getString(2));
                }
            }
        }
        return tags;
    }

    private static RunStatus status(String label) {
        return Arrays.stream(RunStatus.values())
                .filter(status -> status.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("unknown status '" + label + "'"));
    }
}
