package io.paretoscope.store;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.sweep.PlanJson;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepPlan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything stored of a run but its points, texts as they are stored.
 *
 * @param plan JSON
 * @param settled conditions, a JSON object of strings
 * @param momentary the same of the others
 * @param selfTest JSON, where there is one
 * @param pinned whether it is kept at the top of lists
 * @param deleted whether it is shown nowhere
 * @param origin where it was measured, where that was not here
 * @param change the number of its last change in the store
 */
record RunRow(long id, Instant startedAt, Optional<Instant> finishedAt, String status, String message, String plan,
        String planHash, String settled, String momentary, Optional<String> selfTest, List<String> tags, String note,
        boolean pinned, boolean deleted, Optional<RunOrigin> origin, long change) {
    RunRow {
        tags = List.copyOf(tags);
    }

    static Optional<RunRow> read(Connection connection, long id) throws SQLException {
        try (PreparedStatement select = connection
                .prepareStatement("SELECT * FROM runs JOIN run_texts ON run_id = id WHERE id = ?")) {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                return Optional.of(new RunRow(id, instant(row, "started_at"),
                        Optional.ofNullable(row.getObject("finished_at", OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant),
                        row.getString("status"), row.getString("message"), row.getString("plan"),
                        row.getString("plan_hash"), row.getString("conditions"), row.getString("momentary_conditions"),
                        Optional.ofNullable(row.getString("self_test")), tags(connection, id), row.getString("note"),
                        row.getBoolean("pinned"), row.getBoolean("deleted"), origin(row),
                        row.getLong("change_number")));
            }
        }
    }

    private static List<String> tags(Connection connection, long id) throws SQLException {
        List<String> tags = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT tag FROM tags WHERE run_id = ? "
                + "ORDER BY tag")) {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    tags.add(row.getString(1));
                }
            }
        }
        return tags;
    }

    /** Where the run of that row was measured, where that was not here. */
    static Optional<RunOrigin> origin(ResultSet row) throws SQLException {
        UUID store = row.getObject("origin_store", UUID.class);
        return store == null
                ? Optional.empty()
                : Optional.of(new RunOrigin(store, row.getLong("origin_run"), row.getString("origin_file")));
    }

    /** The same run as another store keeps it that got it in a file of that name. */
    RunRow movedTo(long newId, UUID from, String fileName, long newChange) {
        RunOrigin kept = new RunOrigin(origin.map(RunOrigin::store).orElse(from), origin.map(RunOrigin::run).orElse(id),
                fileName);
        boolean underWay = status.equals(RunStatus.RUNNING.label());
        return new RunRow(newId, startedAt, finishedAt, underWay ? RunStatus.STOPPED.label() : status,
                underWay ? "was shared before it ended" : message, plan, planHash, settled, momentary, selfTest, tags,
                note, false, false, Optional.of(kept), newChange);
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** Inserts the run under its own identity. Leaves the transaction to the caller. */
    void insert(Connection connection) throws SQLException {
        SweepPlan parsed = PlanJson.parse(plan);
        Row row = new Row().set("id", id)
                .set("started_at", startedAt)
                .set("finished_at", finishedAt.map(time -> (@Nullable Object) time.atOffset(java.time.ZoneOffset.UTC))
                        .orElse(null))
                .set("status", status)
                .set("message", message)
                .set("plan_hash", planHash)
                .set("models", parsed.models().stream().map(ModelSource::label).toArray(String[]::new))
                .set("device", parsed.device().toString())
                .set("precision", parsed.precision().label())
                .set("engines", parsed.engines().stream().map(EngineKind::label).toArray(String[]::new))
                .set("points_planned", parsed.points().size())
                .set("note", note)
                .set("pinned", pinned)
                .set("deleted", deleted)
                .set("origin_store", origin.map(RunOrigin::store).orElse(null))
                .set("origin_run", origin.map(RunOrigin::run).orElse(null))
                .set("origin_file", origin.map(RunOrigin::fileName).orElse(null))
                .set("change_number", change);
        Row.insert(connection, "runs", "OVERRIDING SYSTEM VALUE", List.of(row));
        new Row().set("run_id", id)
                .set("plan", plan)
                .set("conditions", settled)
                .set("momentary_conditions", momentary)
                .set("self_test", selfTest.orElse(null))
                .insert(connection, "run_texts");
        Row.insert(connection, "tags", tags.stream().map(tag -> new Row().set("run_id", id).set("tag", tag)).toList());
    }
}
