package io.paretoscope.store;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.paretoscope.foreign.ForeignRun;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.PlanJson;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepPlan;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All writing. Used by the writer's thread alone; each method is one transaction and returns once it is on the disk. */
final class RunWriter {
    private static final String INTERRUPTED = "the program ended before the run did";

    private final Connection connection;
    private final Commit commit;
    private final Rescue rescue;
    private final PointWriter pointWriter;
    private final ForeignTables foreign;
    /** The runs that were begun or resumed and not ended, by their ids. */
    private final Map<Long, OpenRun> open = new HashMap<>();

    /**
     * A run that takes points.
     *
     * @param points of its plan
     * @param retried ordinals of stored points that failed before the run was resumed, and may be replaced
     */
    private record OpenRun(List<Point> points, Set<Integer> retried) {}

    /** Changes of the database that belong together, under a number by which the store counts them. */
    @FunctionalInterface
    private interface Changes {
        void make(long number) throws SQLException;
    }

    /** The same, of which several are counted. */
    @FunctionalInterface
    private interface ManyChanges {
        /** Makes changes under {@code first} and following numbers, and gives the last. */
        long make(long first) throws SQLException;
    }

    /**
     * Takes over {@code connection} and {@code rescue}, which uses the same.
     *
     * @param commit how each transaction is ended
     */
    RunWriter(Connection connection, Commit commit, Rescue rescue) {
        this.connection = connection;
        this.commit = commit;
        this.rescue = rescue;
        this.pointWriter = new PointWriter(connection);
        this.foreign = new ForeignTables(connection);
    }

    /** Marks runs that a process left behind. No other process can be at them, since this one has the file. */
    void endAbandonedRuns() throws SQLException {
        List<Long> abandoned = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT id FROM runs WHERE status = ?")) {
            select.setString(1, RunStatus.RUNNING.label());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    abandoned.add(row.getLong(1));
                }
            }
        }
        for (long id : abandoned) {
            changeRun(id, number -> update(id, number, "status = ?, message = ?", RunStatus.STOPPED.label(),
                    INTERRUPTED));
        }
    }

    long begin(SweepPlan plan, Conditions conditions, Instant startedAt) throws SQLException {
        List<Point> points = plan.points();
        long id = nextId();
        changeRun(id, number -> new RunRow(id, startedAt, Optional.empty(), RunStatus.RUNNING.label(), "",
                PlanJson.toJson(plan).toString(), PlanJson.planHash(plan),
                ConditionsJson.text(conditions.settled()), ConditionsJson.text(conditions.momentary()),
                Optional.empty(), List.of(), "", false, false, Optional.empty(), number).insert(connection));
        open.put(id, new OpenRun(points, new HashSet<>()));
        return id;
    }

    /** Gives the ordinals of the points that stand: all but the failed ones. */
    Set<Integer> resume(long runId) throws SQLException {
        if (open.containsKey(runId)) {
            throw new IllegalArgumentException("it is under way; only a run that ended can be resumed");
        }
        RunRow run = existing(runId);
        if (run.origin().isPresent()) {
            throw new IllegalArgumentException("it was measured elsewhere and came in " + run.origin().get().fileName()
                    + "; begin a new run of its plan to measure here");
        }
        if (run.status().equals(RunStatus.COMPLETED.label())) {
            throw new IllegalArgumentException("it is complete; begin a new run to measure again");
        }
        List<Point> points = PlanJson.parse(run.plan()).points();
        Set<Integer> standing = new HashSet<>();
        Set<Integer> retried = new HashSet<>();
        try (PreparedStatement select = connection
                .prepareStatement("SELECT ordinal, outcome FROM points WHERE run_id = ?")) {
            select.setLong(1, runId);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    boolean failed = row.getString(2).equals(PointOutcome.Failed.LABEL);
                    (failed ? retried : standing).add(row.getInt(1));
                }
            }
        }
        changeRun(runId, number -> update(runId, number, "status = ?, message = '', finished_at = NULL",
                RunStatus.RUNNING.label()));
        open.put(runId, new OpenRun(points, retried));
        return Set.copyOf(standing);
    }

    void append(long runId, PointResult result) throws SQLException {
        Point point = result.point();
        int ordinal = point.ordinal();
        OpenRun run = openRun(runId);
        if (ordinal < 0 || ordinal >= run.points().size() || !run.points().get(ordinal).equals(point)) {
            throw new IllegalArgumentException("point " + ordinal + " (" + point.label()
                    + ") is not that point of the plan of run " + runId);
        }
        long change = durably(number -> {
            if (run.retried().contains(ordinal)) {
                pointWriter.deleteUnmeasured(runId, ordinal);
            } else if (pointWriter.outcome(runId, ordinal).isPresent()) {
                throw new IllegalArgumentException("it is stored already, and a stored point is never replaced");
            }
            pointWriter.insert(runId, result, number);
        });
        run.retried().remove(ordinal);
        rescue.pointStored(change, runId, result);
    }

    void finish(long runId, RunStatus status, String message, Instant finishedAt) throws SQLException {
        openRun(runId);
        if (status == RunStatus.RUNNING) {
            throw new IllegalArgumentException("a run cannot end as '" + status.label() + "'");
        }
        changeRun(runId, number -> update(runId, number, "status = ?, message = ?, finished_at = ?", status.label(),
                message, finishedAt.atOffset(ZoneOffset.UTC)));
        open.remove(runId);
    }

    void selfTest(long runId, String json) throws SQLException {
        if (!isJsonObject(json)) {
            throw new IllegalArgumentException("the result of a self-test must be a JSON object");
        }
        existing(runId);
        changeRun(runId, number -> {
            try (PreparedStatement update = connection
                    .prepareStatement("UPDATE run_texts SET self_test = ? WHERE run_id = ?")) {
                update.setString(1, json);
                update.setLong(2, runId);
                update.executeUpdate();
            }
            update(runId, number, "status = status");
        });
    }

    private static boolean isJsonObject(String text) {
        try (JsonReader reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            return JsonParser.parseReader(reader).isJsonObject() && reader.peek() == JsonToken.END_DOCUMENT;
        } catch (JsonParseException | IOException e) {
            return false;
        }
    }

    void tag(long runId, String tag) throws SQLException {
        String stripped = tag.strip();
        if (stripped.isEmpty() || stripped.length() > RunArchive.LONGEST_TAG || stripped.lines().count() > 1) {
            throw new IllegalArgumentException(
                    "a tag must be one line of 1 to " + RunArchive.LONGEST_TAG + " characters");
        }
        existing(runId);
        changeRun(runId, number -> {
            if (!tags(runId).contains(stripped)) {
                new Row().set("run_id", runId).set("tag", stripped).insert(connection, "tags");
            }
            update(runId, number, "status = status");
        });
    }

    void untag(long runId, String tag) throws SQLException {
        String stripped = tag.strip();
        existing(runId);
        changeRun(runId, number -> {
            List<String> tags = tags(runId);
            try (PreparedStatement delete = connection
                    .prepareStatement("DELETE FROM tags WHERE run_id = ? AND tag = ?")) {
                delete.setLong(1, runId);
                delete.setString(2, stripped);
                if (delete.executeUpdate() == 0) {
                    throw new IllegalArgumentException("it has no tag '" + stripped + "'; its tags are "
                            + (tags.isEmpty() ? "none" : String.join(", ", tags)));
                }
            }
            update(runId, number, "status = status");
        });
    }

    void note(long runId, String text) throws SQLException {
        existing(runId);
        changeRun(runId, number -> update(runId, number, "note = ?", text));
    }

    void pin(long runId, boolean pinned) throws SQLException {
        existing(runId);
        changeRun(runId, number -> update(runId, number, "pinned = ?", pinned));
    }

    /** Keeps everything of the run, and shows it nowhere. */
    void delete(long runId) throws SQLException {
        existing(runId);
        if (open.containsKey(runId)) {
            throw new IllegalArgumentException("it is under way; stop it first");
        }
        changeRun(runId, number -> update(runId, number, "deleted = TRUE"));
    }

    void restore(long runId) throws SQLException {
        RunRow run = RunRow.read(connection, runId)
                .orElseThrow(() -> new IllegalArgumentException("there never was a run " + runId));
        if (!run.deleted()) {
            throw new IllegalArgumentException("it is not deleted");
        }
        changeRun(runId, number -> update(runId, number, "deleted = FALSE"));
    }

    /**
     * Takes a run out of a run file, in one transaction.
     *
     * @param fileName the file's name, without its folder
     */
    long importRun(SharedRun shared, String fileName) throws SQLException {
        RunOrigin origin = shared.run().movedTo(0, shared.store(), fileName, 0).origin().orElseThrow();
        refuseKnown(origin);
        long id = nextId();
        allDurably(number -> {
            shared.run().movedTo(id, shared.store(), fileName, number).insert(connection);
            // Each under a number of its own, so that a rescue file that ends amid them is known to lack the rest.
            long last = number;
            for (PointResult result : shared.results()) {
                pointWriter.insert(id, result, ++last);
            }
            return last;
        });
        rescue.catchUp();
        return id;
    }

    private void refuseKnown(RunOrigin origin) throws SQLException {
        boolean own = origin.store().equals(StoreState.read(connection).orElseThrow().id());
        try (PreparedStatement select = connection.prepareStatement("SELECT id FROM runs WHERE NOT deleted AND "
                + (own ? "? IS NOT NULL AND id = ?" : "origin_store = ? AND origin_run = ?"))) {
            select.setObject(1, origin.store());
            select.setLong(2, origin.run());
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    throw new IllegalArgumentException(origin.fileName() + " holds a run that is here already, as run "
                            + row.getLong(1));
                }
            }
        }
    }

    long importForeign(ForeignRun run) throws SQLException {
        Optional<Long> same = foreign.same(run);
        if (same.isPresent()) {
            throw new IllegalArgumentException(run.fileName() + " was imported in the same way before, as run "
                    + StoredForeignRun.name(same.get()));
        }
        long id = number("SELECT COALESCE(MAX(id), 0) + 1 FROM foreign_runs");
        long change = durably(number -> foreign.insert(id, run, number));
        rescue.foreignChanged(change, id);
        return id;
    }

    void deleteForeign(long id) throws SQLException {
        if (foreign.read(id).isEmpty()) {
            throw new IllegalArgumentException("there is no run " + StoredForeignRun.name(id));
        }
        long change = durably(number -> foreign.delete(id, number));
        rescue.foreignChanged(change, id);
    }

    /** Copies the database as it is to a ZIP file, which must not be there. */
    void backUp(Path zip) throws SQLException {
        try (PreparedStatement backup = connection.prepareStatement("BACKUP TO ?")) {
            backup.setString(1, zip.toString());
            backup.execute();
        }
    }

    /** Why the rescue file lacks something, where it does. */
    Optional<String> rescueTrouble() {
        return rescue.trouble();
    }

    void close() throws SQLException {
        rescue.close();
        connection.close();
    }

    private List<String> tags(long runId) throws SQLException {
        return RunRow.read(connection, runId).map(RunRow::tags).orElse(List.of());
    }

    private RunRow existing(long runId) throws SQLException {
        return RunRow.read(connection, runId)
                .filter(run -> !run.deleted())
                .orElseThrow(() -> new IllegalArgumentException("there is no run " + runId));
    }

    private void changeRun(long runId, Changes changes) throws SQLException {
        long change = durably(changes);
        rescue.runChanged(change, runId);
    }

    private OpenRun openRun(long runId) {
        OpenRun run = open.get(runId);
        if (run == null) {
            throw new IllegalArgumentException("run " + runId + " is not under way; only a run that was begun and has "
                    + "not ended takes points");
        }
        return run;
    }

    private void update(long runId, long number, String assignments, Object... values) throws SQLException {
        try (PreparedStatement update = connection
                .prepareStatement("UPDATE runs SET " + assignments + ", change_number = ? WHERE id = ?")) {
            int place = 1;
            for (Object value : values) {
                update.setObject(place++, value);
            }
            update.setLong(place++, number);
            update.setLong(place, runId);
            update.executeUpdate();
        }
    }

    /** Nobody else writes, and the row of a deleted run stays. */
    private long nextId() throws SQLException {
        return number("SELECT COALESCE(MAX(id), 0) + 1 FROM runs");
    }

    private long number(String query) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Makes changes, and gives the number under which the store counts them. */
    private long durably(Changes changes) throws SQLException {
        return allDurably(number -> {
            changes.make(number);
            return number;
        });
    }

    /** Makes changes, and gives the last number under which the store counts them. */
    private long allDurably(ManyChanges changes) throws SQLException {
        try {
            long number = changes.make(number("SELECT changes + 1 FROM store"));
            try (PreparedStatement update = connection.prepareStatement("UPDATE store SET changes = ?")) {
                update.setLong(1, number);
                update.executeUpdate();
            }
            commit.commit(connection);
            return number;
        } catch (SQLException | RuntimeException e) {
            rollBack(e);
            throw e;
        }
    }

    private void rollBack(Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
