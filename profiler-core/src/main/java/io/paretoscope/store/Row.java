package io.paretoscope.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row to be inserted: its columns and their values, in order. */
final class Row {
    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

    /** A row of the table of points, or of one that hangs on it. */
    static Row ofPoint(long runId, int ordinal) {
        return new Row().set("run_id", runId).set("ordinal", ordinal);
    }

    Row set(String column, @Nullable Object value) {
        values.put(column, value);
        return this;
    }

    Row set(String column, Instant instant) {
        return set(column, (Object) instant.atOffset(ZoneOffset.UTC));
    }

    void insert(Connection connection, String table) throws SQLException {
        insert(connection, table, List.of(this));
    }

    /** Inserts rows that all have the same columns. */
    static void insert(Connection connection, String table, List<Row> rows) throws SQLException {
        insert(connection, table, "", rows);
    }

    /**
     * Inserts rows that all have the same columns.
     *
     * @param override what stands before {@code VALUES}; empty for nothing
     */
    static void insert(Connection connection, String table, String override, List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        Map<String, @Nullable Object> first = rows.getFirst().values;
        String columns = String.join("\", \"", first.keySet()).toUpperCase(java.util.Locale.ROOT);
        String places = String.join(", ", Collections.nCopies(first.size(), "?"));
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO " + table + " (\"" + columns + "\") " + override + " VALUES (" + places + ")")) {
            for (Row row : rows) {
                int place = 1;
                for (Object value : row.values.values()) {
                    insert.setObject(place++, value);
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
