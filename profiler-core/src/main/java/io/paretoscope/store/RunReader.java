package io.paretoscope.store;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.PlanJson;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.PointSamples;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepPlan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
        return inSnapshot(() -> summaries(Long.MIN_VALUE, Long.MAX_VALUE));
    }

    Optional<StoredRun> run(long id) throws SQLException {
        return inSnapshot(() -> find(id));
    }

    Optional<StoredRun> latest() throws SQLException {
        return inSnapshot(() -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement
                            .executeQuery("SELECT id FROM runs ORDER BY id DESC FETCH FIRST ROW ONLY")) {
                return row.next() ? find(row.getLong(1)) : Optional.empty();
            }
        });
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

    private Optional<StoredRun> find(long id) throws SQLException {
        List<RunSummary> summaries = summaries(id, id);
        if (summaries.isEmpty()) {
            return Optional.empty();
        }
        try (PreparedStatement select = connection.prepareStatement("SELECT message, plan, conditions FROM runs "
                + "JOIN run_texts ON run_id = id WHERE id = ?")) {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                SweepPlan plan = PlanJson.parse(row.getString("plan"));
                return Optional.of(new StoredRun(summaries.getFirst(), plan, conditions(row.getString("conditions")),
                        row.getString("message"), results(id, plan.points())));
            }
        }
    }

    private List<RunSummary> summaries(long fromId, long toId) throws SQLException {
        Map<Long, Map<String, Integer>> counts = counts(fromId, toId);
        List<RunSummary> summaries = new ArrayList<>();
        try (PreparedStatement select = connection
                .prepareStatement("SELECT id, started_at, status, models, device, \"PRECISION\", points_planned "
                        + "FROM runs WHERE id BETWEEN ? AND ? ORDER BY id DESC")) {
            select.setLong(1, fromId);
            select.setLong(2, toId);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    long id = row.getLong("id");
                    Map<String, Integer> count = counts.getOrDefault(id, Map.of());
                    summaries.add(new RunSummary(id, instant(row, "started_at"), status(row.getString("status")),
                            Arrays.asList(row.getObject("models", String[].class)), row.getString("device"),
                            row.getString("PRECISION"), row.getInt("points_planned"),
                            count.getOrDefault(PointOutcome.Measured.LABEL, 0),
                            count.getOrDefault(PointOutcome.Failed.LABEL, 0),
                            count.getOrDefault(PointOutcome.Skipped.LABEL, 0)));
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

    private List<PointResult> results(long runId, List<Point> plan) throws SQLException {
        Map<Integer, List<StepTimes>> repeats = repeats(runId);
        List<PointResult> results = new ArrayList<>();
        try (PreparedStatement select = connection
                .prepareStatement("SELECT * FROM points WHERE run_id = ? ORDER BY ordinal")) {
            select.setLong(1, runId);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    int ordinal = row.getInt("ordinal");
                    MemoryEstimate memory = new MemoryEstimate(row.getLong("estimated_weight_bytes"),
                            row.getLong("estimated_kv_cache_bytes"), row.getLong("estimated_activation_bytes"),
                            row.getLong("estimated_reserve_bytes"));
                    results.add(new PointResult(plan.get(ordinal), memory, instant(row, "finished_at"),
                            outcome(row, repeats.getOrDefault(ordinal, List.of()))));
                }
            }
        }
        return results;
    }

    private Map<Integer, List<StepTimes>> repeats(long runId) throws SQLException {
        Map<Integer, List<StepTimes>> repeats = new HashMap<>();
        try (PreparedStatement select = connection
                .prepareStatement("SELECT * FROM repeats WHERE run_id = ? ORDER BY ordinal, number")) {
            select.setLong(1, runId);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    StepTimes times = new StepTimes(row.getInt("batch"), row.getLong("prompt_tokens"),
                            row.getLong("output_tokens"), row.getLong("prefill_nanos"),
                            Arrays.asList(row.getObject("step_nanos", Long[].class)), row.getLong("total_nanos"));
                    repeats.computeIfAbsent(row.getInt("ordinal"), key -> new ArrayList<>()).add(times);
                }
            }
        }
        return repeats;
    }

    private static PointOutcome outcome(ResultSet row, List<StepTimes> repeats) throws SQLException {
        String label = row.getString("outcome");
        return switch (label) {
            case PointOutcome.Measured.LABEL -> PointOutcome.Measured.of(interim(repeats, row));
            case PointOutcome.Failed.LABEL -> new PointOutcome.Failed(row.getString("reason"));
            case PointOutcome.Skipped.LABEL -> new PointOutcome.Skipped(row.getString("reason"));
            default -> throw new IllegalStateException("unknown outcome '" + label + "'");
        };
    }

    private static PointSamples interim(List<StepTimes> repeats, ResultSet row) throws SQLException {
        List<io.paretoscope.engine.TimedWindow> windows = new ArrayList<>();
        long start = 0;
        for (StepTimes times : repeats) {
            windows.add(new io.paretoscope.engine.TimedWindow(start, start + times.totalNanos(),
                    io.paretoscope.engine.TimedWindow.End.COMPLETE, List.of(times), 0));
            start += times.totalNanos();
        }
        return new PointSamples(windows, row.getLong("load_nanos"),
                new io.paretoscope.sweep.WarmUpRecord(row.getLong("warm_up_nanos"), row.getInt("warm_up_runs"), true),
                peak(row),
                new Reading.Unavailable("not stored"), new io.paretoscope.engine.AnswerCheck.NotChecked("not stored"),
                io.paretoscope.telemetry.Traces.NONE, io.paretoscope.sweep.Neighbours.unknown("not stored"), List.of(),
                java.util.Optional.empty());
    }

    private static Reading peak(ResultSet row) throws SQLException {
        double bytes = row.getDouble("peak_memory_bytes");
        return row.wasNull()
                ? new Reading.Unavailable(row.getString("peak_memory_unavailable"))
                : new Reading.Value(bytes, row.getInt("peak_memory_n"));
    }

    private static Conditions conditions(String json) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonElement> entry : JsonParser.parseString(json).getAsJsonObject().entrySet()) {
            values.put(entry.getKey(), entry.getValue().getAsString());
        }
        return new Conditions(values, Map.of());
    }

    private static RunStatus status(String label) {
        return Arrays.stream(RunStatus.values())
                .filter(status -> status.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("unknown status '" + label + "'"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
