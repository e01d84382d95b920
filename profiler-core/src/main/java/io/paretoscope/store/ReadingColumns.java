package io.paretoscope.store;

import io.paretoscope.sweep.Interval;
import io.paretoscope.sweep.Reading;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A {@link Reading} in columns of one row.
 *
 * @param value the column of the value, such as {@code peak_memory_bytes}
 * @param prefix what the names of the others begin with, such as {@code peak_memory_}
 */
record ReadingColumns(String value, String prefix) {
    static final ReadingColumns PEAK_MEMORY = new ReadingColumns("peak_memory_bytes", "peak_memory_");
    static final ReadingColumns MEMORY_BEFORE = new ReadingColumns("memory_before_bytes", "memory_before_");
    static final ReadingColumns IDLE_WATTS = new ReadingColumns("idle_watts", "idle_watts_");
    static final ReadingColumns METRIC = new ReadingColumns("value", "");

    /** Sets all of them. */
    void set(Row row, Reading reading) {
        Optional<Reading.Value> known = reading instanceof Reading.Value some ? Optional.of(some) : Optional.empty();
        Optional<Interval> interval = known.flatMap(Reading.Value::interval);
        row.set(value, known.map(Reading.Value::value).orElse(null))
                .set(prefix + "n", known.map(Reading.Value::n).orElse(null))
                .set(prefix + "low", interval.map(Interval::low).orElse(null))
                .set(prefix + "high", interval.map(Interval::high).orElse(null))
                .set(prefix + "repeats", interval.map(Interval::runs).orElse(null))
                .set(prefix + "source", known.flatMap(Reading.Value::source).orElse(null))
                .set(prefix + "unavailable", reading instanceof Reading.Unavailable none ? none.reason() : null);
    }

    Reading read(ResultSet row) throws SQLException {
        double number = row.getDouble(value);
        if (row.wasNull()) {
            return new Reading.Unavailable(row.getString(prefix + "unavailable"));
        }
        return new Reading.Value(number, row.getInt(prefix + "n"), interval(row),
                Optional.ofNullable(row.getString(prefix + "source")));
    }

    private Optional<Interval> interval(ResultSet row) throws SQLException {
        int repeats = row.getInt(prefix + "repeats");
        return row.wasNull()
                ? Optional.empty()
                : Optional.of(new Interval(row.getDouble(prefix + "low"), row.getDouble(prefix + "high"), repeats));
    }
}
