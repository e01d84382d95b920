package io.paretoscope.store;

import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.telemetry.Quantity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;

/**
 * Migration to schema 3: the repeats of schema 1 become windows of one batch each, one right after the other, and what was
 * not kept then says so. It can be run again where it was killed.
 */
final class RepeatsToWindows implements JavaMigration {
    private static final String NO_TELEMETRY = "measured before telemetry was kept";
    private static final String NO_ANSWERS = "measured before answers were checked";
    private static final String NO_NEIGHBOURS = "measured before other processes were looked for";
    /** Formulas by which the numbers of schema 1 were computed. */
    private static final int METRICS_VERSION = 1;
    /** Where warming up was ended whether or not it was steady; of less it is known that it was. */
    private static final int WARM_UP_MOST_RUNS = 8;
    private static final long WARM_UP_MOST_NANOS = 10_000_000_000L;

    /** A point of schema 1. */
    private record Key(long runId, int ordinal) {}

    @Override
    public MigrationVersion getVersion() {
        return MigrationVersion.fromVersion("3");
    }

    @Override
    public String getDescription() {
        return "repeats to windows";
    }

    @Override
    public @Nullable Integer getChecksum() {
        return null;
    }

    @Override
    public boolean canExecuteInTransaction() {
        return true;
    }

    @Override
    public void migrate(Context context) throws SQLException {
        Connection connection = context.getConnection();
        describePoints(connection);
        PointWriter writer = new PointWriter(connection);
        for (Key key : measured(connection)) {
            writer.insertWindows(key.runId(), key.ordinal(), windows(repeats(connection, key)));
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS repeats");
        }
    }

    private static void describePoints(Connection connection) throws SQLException {
        Map<Quantity, String> noTelemetry = new EnumMap<>(Quantity.class);
        for (Quantity quantity : Quantity.values()) {
            noTelemetry.put(quantity, NO_TELEMETRY);
        }
        try (PreparedStatement update = connection.prepareStatement("UPDATE points SET "
                + "warm_up_steady = warm_up_runs < ? AND warm_up_nanos < ?, idle_watts_unavailable = ?, answers = ?, "
                + "answers_detail = ?, foreign_processes = ARRAY[], neighbours_unknown = ?, worker_errors = ARRAY[], "
                + "telemetry_unavailable = ?, metrics_version = ? WHERE outcome = 'measured' AND answers IS NULL")) {
            update.setInt(1, WARM_UP_MOST_RUNS);
            update.setLong(2, WARM_UP_MOST_NANOS);
            update.setString(3, NO_TELEMETRY);
            update.setString(4, Answers.NOT_CHECKED);
            update.setString(5, NO_ANSWERS);
            update.setString(6, NO_NEIGHBOURS);
            update.setString(7, PointWriter.unavailable(noTelemetry));
            update.setInt(8, METRICS_VERSION);
            update.executeUpdate();
        }
    }

    private static List<Key> measured(Connection connection) throws SQLException {
        List<Key> keys = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement
                        .executeQuery("SELECT run_id, ordinal FROM points p WHERE outcome = 'measured' "
                                + "AND NOT EXISTS (SELECT 1 FROM windows w WHERE w.run_id = p.run_id AND w.ordinal = p.ordinal)")) {
            while (row.next()) {
                keys.add(new Key(row.getLong(1), row.getInt(2)));
            }
        }
        return keys;
    }

    private static List<StepTimes> repeats(Connection connection, Key key) throws SQLException {
        List<StepTimes> repeats = new ArrayList<>();
        try (PreparedStatement select = connection
                .prepareStatement("SELECT * FROM repeats WHERE run_id = ? AND ordinal = ? ORDER BY number")) {
            select.setLong(1, key.runId());
            select.setInt(2, key.ordinal());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    repeats.add(new StepTimes(row.getInt("batch"), row.getLong("prompt_tokens"),
                            row.getLong("output_tokens"), row.getLong("prefill_nanos"),
                            Arrays.asList(row.getObject("step_nanos", Long[].class)), row.getLong("total_nanos")));
                }
            }
        }
        return repeats;
    }

    private static List<TimedWindow> windows(List<StepTimes> repeats) {
        List<TimedWindow> windows = new ArrayList<>();
        long start = 0;
        for (StepTimes times : repeats) {
            long end = start + times.totalNanos();
            windows.add(new TimedWindow(start, end, TimedWindow.End.COMPLETE, List.of(times), 0));
            start = end;
        }
        return windows;
    }
}
