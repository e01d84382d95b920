package io.paretoscope.store;

import io.paretoscope.foreign.ForeignFormat;
import io.paretoscope.foreign.ForeignPoint;
import io.paretoscope.foreign.ForeignRun;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The tables of runs of others. Leaves transactions to the caller. */
final class ForeignTables {
    private static final String SUMMARY = "SELECT id, title, file_name, format, imported_at, conditions, point_count "
            + "FROM foreign_runs WHERE NOT deleted ORDER BY id DESC";

    private final Connection connection;

    ForeignTables(Connection connection) {
        this.connection = connection;
    }

    List<ForeignRunSummary> summaries() throws SQLException {
        List<ForeignRunSummary> summaries = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(SUMMARY); ResultSet row = select.executeQuery()) {
            while (row.next()) {
                summaries.add(new ForeignRunSummary(row.getLong("id"), row.getString("title"),
                        row.getString("file_name"), ForeignFormat.parse(row.getString("format")),
                        RunRow.instant(row, "imported_at"), row.getInt("point_count"),
                        ConditionsJson.values(row.getString("conditions"))));
            }
        }
        return List.copyOf(summaries);
    }

    /** The run of that number, unless it was deleted. */
    Optional<ForeignRun> read(long id) throws SQLException {
        try (PreparedStatement select = connection
                .prepareStatement("SELECT * FROM foreign_runs WHERE id = ? AND NOT deleted")) {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                List<ForeignPoint> points = points(id);
                int count = row.getInt("point_count");
                if (points.size() != count) {
                    throw new IllegalStateException(points.size() + " of its " + count + " points are there");
                }
                return Optional.of(new ForeignRun(row.getString("title"), row.getString("file_name"),
                        row.getString("file_sha256"), ForeignFormat.parse(row.getString("format")),
                        row.getString("mapping"), RunRow.instant(row, "imported_at"),
                        ConditionsJson.values(row.getString("conditions")), points, texts(row, "notes")));
            }
        }
    }

    private List<ForeignPoint> points(long id) throws SQLException {
        Map<Integer, Map<Metric, Reading>> metrics = metrics(id);
        List<ForeignPoint> points = new ArrayList<>();
        try (PreparedStatement select = connection
                .prepareStatement("SELECT * FROM foreign_points WHERE run_id = ? ORDER BY number")) {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    int batch = row.getInt("batch");
                    OptionalInt known = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(batch);
                    points.add(new ForeignPoint(row.getString("label"), row.getString("series"), known,
                            row.getInt("replicas"), metrics.getOrDefault(row.getInt("number"), Map.of()),
                            row.getInt("row_number"), texts(row, "notes")));
                }
            }
        }
        return points;
    }

    private Map<Integer, Map<Metric, Reading>> metrics(long id) throws SQLException {
        Map<Integer, Map<Metric, Reading>> metrics = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT * FROM foreign_metrics WHERE run_id = ?")) {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    metrics.computeIfAbsent(row.getInt("number"), _ -> new EnumMap<>(Metric.class))
                            .put(metric(row.getString("metric")), ReadingColumns.METRIC.read(row));
                }
            }
        }
        return metrics;
    }

    /** The metric of that very key. */
    static Metric metric(String key) {
        return Arrays.stream(Metric.values())
                .filter(metric -> metric.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown metric '" + key + "'"));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return Arrays.asList(row.getObject(column, String[].class));
    }

    /** The number of the run that was made of the same file in the same way; empty where there is none. */
    Optional<Long> same(ForeignRun run) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id FROM foreign_runs WHERE file_sha256 = ? AND mapping = ? AND NOT deleted")) {
            select.setString(1, run.sha256());
            select.setString(2, run.mapping());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
            }
        }
    }

    void insert(long id, ForeignRun run, long change) throws SQLException {
        row(id, run, run.points().size(), false, change).insert(connection, "foreign_runs");
        List<Row> points = new ArrayList<>();
        List<Row> metrics = new ArrayList<>();
        for (int i = 0; i < run.points().size(); i++) {
            ForeignPoint point = run.points().get(i);
            int number = i;
            points.add(new Row().set("run_id", id)
                    .set("number", number)
                    .set("label", point.label())
                    .set("series", point.series())
                    .set("batch", point.batch().isPresent() ? point.batch().getAsInt() : null)
                    .set("replicas", point.replicas())
                    .set("row_number", point.row())
                    .set("notes", point.notes().toArray(String[]::new)));
            point.metrics().forEach((metric, reading) -> {
                Row row = new Row().set("run_id", id).set("number", number).set("metric", metric.key());
                ReadingColumns.METRIC.set(row, reading);
                metrics.add(row);
            });
        }
        Row.insert(connection, "foreign_points", points);
        Row.insert(connection, "foreign_metrics", metrics);
    }

    /** Keeps nothing of a run but its number. */
    void delete(long id, long change) throws SQLException {
        for (String table : List.of("foreign_metrics", "foreign_points")) {
            try (PreparedStatement delete = connection
                    .prepareStatement("DELETE FROM " + table + " WHERE run_id = ?")) {
                delete.setLong(1, id);
                delete.executeUpdate();
            }
        }
        try (PreparedStatement update = connection.prepareStatement("UPDATE foreign_runs SET title = '', "
                + "file_name = '', file_sha256 = '', mapping = '', conditions = '{}', notes = ARRAY[], "
                + "point_count = 0, deleted = TRUE, change_number = ? WHERE id = ?")) {
            update.setLong(1, change);
            update.setLong(2, id);
            update.executeUpdate();
        }
    }

    /** Keeps a number that was given, of which nothing else is known any more. */
    void insertDeleted(long id, long change) throws SQLException {
        ForeignRun nothing = new ForeignRun("", "", "", ForeignFormat.TABLE, "", Instant.EPOCH, Map.of(),
                List.of(), List.of());
        row(id, nothing, 0, true, change).insert(connection, "foreign_runs");
    }

    private static Row row(long id, ForeignRun run, int points, boolean deleted, long change) {
        return new Row().set("id", id)
                .set("title", run.title())
                .set("file_name", run.fileName())
                .set("file_sha256", run.sha256())
                .set("format", run.format().key())
                .set("mapping", run.mapping())
                .set("imported_at", run.importedAt())
                .set("conditions", ConditionsJson.text(run.conditions()))
                .set("notes", run.notes().toArray(String[]::new))
                .set("point_count", points)
                .set("deleted", deleted)
                .set("change_number", change);
    }
}
