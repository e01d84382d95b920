package io.paretoscope.store;

import com.google.gson.JsonObject;
import io.paretoscope.checkpoint.ModelSource;
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
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.h2.api.ErrorCode;
import org.jspecify.annotations.Nullable;

/** All writing. Used by the writer's thread alone; each method is one transaction and returns once it is on the disk. */
final class RunWriter {
    private static final String INTERRUPTED = "the program ended before the run did";

    private final Connection connection;
    /** The points of each run that was begun and not ended, by the run's id. */
    private final Map<Long, List<Point>> open = new HashMap<>();

    /** Takes over {@code connection}. */
    RunWriter(Connection connection) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
    }

    /** Marks runs that a process left behind. No other process can be at them, since this one has the file. */
    void endAbandonedRuns() throws SQLException {
        durably(() -> {
            try (PreparedStatement update = connection
                    .prepareStatement("UPDATE runs SET status = ?, message = ? WHERE status = ?")) {
                update.setString(1, RunStatus.STOPPED.label());
                update.setString(2, INTERRUPTED);
                update.setString(3, RunStatus.RUNNING.label());
                update.executeUpdate();
            }
            return null;
        });
    }

    long begin(SweepPlan plan, Conditions conditions, Instant startedAt) throws SQLException {
        List<Point> points = plan.points();
        long id = durably(() -> {
            long runId = insertRun(plan, points.size(), startedAt);
            insertTexts(runId, plan, conditions);
            return runId;
        });
        open.put(id, points);
        return id;
    }

    void append(long runId, PointResult result) throws SQLException {
        Point point = result.point();
        List<Point> points = openRun(runId);
        if (point.ordinal() < 0 || point.ordinal() >= points.size() || !points.get(point.ordinal()).equals(point)) {
            throw new IllegalArgumentException("point " + point.ordinal() + " (" + point.label()
                    + ") is not that point of the plan of run " + runId);
        }
        durably(() -> {
            insertPoint(runId, result);
            if (result.outcome() instanceof PointOutcome.Measured measured) {
                insertRepeats(runId, point.ordinal(),
                        measured.samples().windows().stream().flatMap(w -> w.batches().stream()).toList());
            }
            return null;
        });
    }

    void finish(long runId, RunStatus status, String message, Instant finishedAt) throws SQLException {
        openRun(runId);
        if (status == RunStatus.RUNNING) {
            throw new IllegalArgumentException("a run cannot end as '" + status.label() + "'");
        }
        durably(() -> {
            try (PreparedStatement update = connection
                    .prepareStatement("UPDATE runs SET status = ?, message = ?, finished_at = ? WHERE id = ?")) {
                update.setString(1, status.label());
                update.setString(2, message);
                update.setObject(3, utc(finishedAt));
                update.setLong(4, runId);
                update.executeUpdate();
            }
            return null;
        });
        open.remove(runId);
    }

    void close() throws SQLException {
        connection.close();
    }

    private List<Point> openRun(long runId) {
        List<Point> points = open.get(runId);
        if (points == null) {
            throw new IllegalArgumentException("run " + runId + " is not under way; only a run that was begun and has "
                    + "not ended takes points");
        }
        return points;
    }

    private <T extends @Nullable Object> T durably(StoreThread.Task<T> changes) throws SQLException {
        T value;
        try {
            value = changes.run();
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            rollBack(e);
            throw e;
        }
        // H2 writes a commit to the disk some time later, and leaves it in the system's cache; this does both now.
        try (Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
        }
        return value;
    }

    private void rollBack(Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private long insertRun(SweepPlan plan, int points, Instant startedAt) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO runs (started_at, status, message, plan_hash, models, device, \"PRECISION\", points_planned) "
                        + "VALUES (?, ?, '', ?, ?, ?, ?, ?)",
                Statement.RETURN_GENERATED_KEYS)) {
            insert.setObject(1, utc(startedAt));
            insert.setString(2, RunStatus.RUNNING.label());
            insert.setString(3, PlanJson.planHash(plan));
            insert.setObject(4, plan.models().stream().map(ModelSource::label).toArray(String[]::new));
            insert.setString(5, plan.device().toString());
            insert.setString(6, plan.precision().label());
            insert.setInt(7, points);
            insert.executeUpdate();
            try (ResultSet keys = insert.getGeneratedKeys()) {
                keys.next();
                return keys.getLong(1);
            }
        }
    }

    private void insertTexts(long runId, SweepPlan plan, Conditions conditions) throws SQLException {
        JsonObject values = new JsonObject();
        conditions.all().forEach(values::addProperty);
        try (PreparedStatement insert = connection
                .prepareStatement("INSERT INTO run_texts (run_id, plan, conditions) VALUES (?, ?, ?)")) {
            insert.setLong(1, runId);
            insert.setString(2, PlanJson.toJson(plan).toString());
            insert.setString(3, values.toString());
            insert.executeUpdate();
        }
    }

    private void insertPoint(long runId, PointResult result) throws SQLException {
        Point point = result.point();
        MemoryEstimate memory = result.memory();
        try (PreparedStatement insert = connection
                .prepareStatement("INSERT INTO points (run_id, ordinal, model, weights, "
                        + "device, \"PRECISION\", batch, prompt_tokens, output_tokens, estimated_weight_bytes, "
                        + "estimated_kv_cache_bytes, estimated_activation_bytes, estimated_reserve_bytes, finished_at, outcome, "
                        + "reason, load_nanos, warm_up_nanos, warm_up_runs, peak_memory_bytes, peak_memory_n, "
                        + "peak_memory_unavailable) "
                        + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setLong(1, runId);
            insert.setInt(2, point.ordinal());
            insert.setString(3, point.model().config().name());
            insert.setString(4, point.model().weights().describe());
            insert.setString(5, point.device().toString());
            insert.setString(6, point.precision().label());
            insert.setInt(7, point.batch());
            insert.setInt(8, point.promptTokens());
            insert.setInt(9, point.outputTokens());
            insert.setLong(10, memory.weights());
            insert.setLong(11, memory.kvCache());
            insert.setLong(12, memory.activations());
            insert.setLong(13, memory.reserve());
            insert.setObject(14, utc(result.finishedAt()));
            insert.setString(15, result.outcome().label());
            for (int column = 16; column <= 22; column++) {
                insert.setNull(column, Types.NULL);
            }
            switch (result.outcome()) {
                case PointOutcome.Measured measured -> setSamples(insert, measured.samples());
                case PointOutcome.Failed failed -> insert.setString(16, failed.reason());
                case PointOutcome.Skipped skipped -> insert.setString(16, skipped.reason());
            }
            insert.executeUpdate();
        } catch (SQLException e) {
            if (e.getErrorCode() == ErrorCode.DUPLICATE_KEY_1) {
                throw new IllegalArgumentException("it is stored already, and a stored point is never replaced", e);
            }
            throw e;
        }
    }

    private static void setSamples(PreparedStatement insert, PointSamples samples) throws SQLException {
        insert.setLong(17, samples.loadNanos());
        insert.setLong(18, samples.warmUp().nanos());
        insert.setInt(19, samples.warmUp().runs());
        switch (samples.peakMemory()) {
            case Reading.Value peak -> {
                insert.setDouble(20, peak.value());
                insert.setInt(21, peak.n());
            }
            case Reading.Unavailable unavailable -> insert.setString(22, unavailable.reason());
        }
    }

    private void insertRepeats(long runId, int ordinal, List<StepTimes> runs) throws SQLException {
        try (PreparedStatement insert = connection
                .prepareStatement("INSERT INTO repeats (run_id, ordinal, number, batch, "
                        + "prompt_tokens, output_tokens, prefill_nanos, step_nanos, total_nanos) "
                        + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (int number = 0; number < runs.size(); number++) {
                StepTimes times = runs.get(number);
                insert.setLong(1, runId);
                insert.setInt(2, ordinal);
                insert.setInt(3, number);
                insert.setInt(4, times.batch());
                insert.setLong(5, times.promptTokens());
                insert.setLong(6, times.outputTokens());
                insert.setLong(7, times.prefillNanos());
                insert.setObject(8, times.stepNanos().toArray(Long[]::new));
                insert.setLong(9, times.totalNanos());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
