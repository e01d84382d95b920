package io.paretoscope.store;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.Neighbours;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.PointSamples;
import io.paretoscope.sweep.WarmUpRecord;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Trace;
import io.paretoscope.telemetry.Traces;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads points whole. Metrics and verdicts are computed anew from the samples. */
final class PointReader {
    private final Connection connection;

    PointReader(Connection connection) {
        this.connection = connection;
    }

    /**
     * The stored points of a run, in the order of its plan.
     *
     * @param plan all points of the run's plan
     */
    List<PointResult> results(long runId, List<Point> plan) throws SQLException {
        return results(runId, plan, 0, Integer.MAX_VALUE);
    }

    /** The stored point of that ordinal. */
    Optional<PointResult> result(long runId, List<Point> plan, int ordinal) throws SQLException {
        return results(runId, plan, ordinal, ordinal).stream().findFirst();
    }

    private List<PointResult> results(long runId, List<Point> plan, int from, int to) throws SQLException {
        Map<Integer, List<TimedWindow>> windows = windows(runId, from, to);
        Map<Integer, List<Trace>> traces = traces(runId, from, to);
        List<PointResult> results = new ArrayList<>();
        try (PreparedStatement select = select("*", "points", "", runId, from, to);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                int ordinal = row.getInt("ordinal");
                if (ordinal >= plan.size()) {
                    throw new IllegalStateException("its plan has " + plan.size() + " points, and point " + ordinal
                            + " is stored");
                }
                MemoryEstimate memory = new MemoryEstimate(row.getLong("estimated_weight_bytes"),
                        row.getLong("estimated_kv_cache_bytes"), row.getLong("estimated_activation_bytes"),
                        row.getLong("estimated_reserve_bytes"));
                results.add(new PointResult(plan.get(ordinal), memory,
                        row.getObject("finished_at", OffsetDateTime.class).toInstant(),
                        outcome(row, windows.getOrDefault(ordinal, List.of()),
                                traces.getOrDefault(ordinal, List.of()))));
            }
        }
        return results;
    }

    private PreparedStatement select(String columns, String table, String order, long runId, int from, int to)
            throws SQLException {
        PreparedStatement select = connection.prepareStatement("SELECT " + columns + " FROM " + table
                + " WHERE run_id = ? AND ordinal BETWEEN ? AND ? ORDER BY run_id, ordinal" + order);
        select.setLong(1, runId);
        select.setInt(2, from);
        select.setInt(3, to);
        return select;
    }

    private Map<Integer, List<TimedWindow>> windows(long runId, int from, int to) throws SQLException {
        Map<Integer, List<TimedWindow>> windows = new HashMap<>();
        try (PreparedStatement select = select(
                "ordinal, start_nanos, end_nanos, ended_by, batches_with_other_tokens, batches", "windows", ", number",
                runId, from, to);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                windows.computeIfAbsent(row.getInt(1), key -> new ArrayList<>())
                        .add(new TimedWindow(row.getLong(2), row.getLong(3), end(row.getString(4)),
                                BatchCodec.decode(row.getBytes(6)), row.getInt(5)));
            }
        }
        return windows;
    }

    static TimedWindow.End end(String label) {
        return Arrays.stream(TimedWindow.End.values())
                .filter(end -> end.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("unknown end of a window '" + label + "'"));
    }

    private Map<Integer, List<Trace>> traces(long runId, int from, int to) throws SQLException {
        Map<Integer, List<Trace>> traces = new HashMap<>();
        try (PreparedStatement select = select("ordinal, quantity, source, samples", "traces", ", number", runId, from,
                to); ResultSet row = select.executeQuery()) {
            while (row.next()) {
                traces.computeIfAbsent(row.getInt(1), key -> new ArrayList<>())
                        .add(TraceCodec.decode(quantity(row.getString(2)), row.getString(3), row.getBytes(4)));
            }
        }
        return traces;
    }

    static Quantity quantity(String key) {
        return Quantity.ofKey(key)
                .orElseThrow(() -> new IllegalStateException("unknown quantity '" + key
                        + "', perhaps of a newer Paretoscope"));
    }

    private static PointOutcome outcome(ResultSet row, List<TimedWindow> windows, List<Trace> traces)
            throws SQLException {
        String label = row.getString("outcome");
        return switch (label) {
            case PointOutcome.Measured.LABEL -> PointOutcome.Measured.of(new PointSamples(windows,
                    row.getLong("load_nanos"),
                    new WarmUpRecord(row.getLong("warm_up_nanos"), row.getInt("warm_up_runs"),
                            row.getBoolean("warm_up_steady")),
                    ReadingColumns.PEAK_MEMORY.read(row), ReadingColumns.IDLE_WATTS.read(row), answers(row),
                    new Traces(traces, unavailable(row.getString("telemetry_unavailable"))),
                    new Neighbours(texts(row, "foreign_processes"),
                            Optional.ofNullable(row.getString("neighbours_unknown"))),
                    texts(row, "worker_errors"), Optional.ofNullable(row.getString("not_cooled"))));
            case PointOutcome.Failed.LABEL -> new PointOutcome.Failed(row.getString("reason"));
            case PointOutcome.Skipped.LABEL -> new PointOutcome.Skipped(row.getString("reason"));
            default -> throw new IllegalStateException("unknown outcome '" + label + "'");
        };
    }

    private static AnswerCheck answers(ResultSet row) throws SQLException {
        String label = row.getString("answers");
        return switch (label) {
            case Answers.AGREED -> new AnswerCheck.Agreed(row.getInt("answers_sequences"), row.getInt("answers_tokens"),
                    row.getInt("answers_near_ties"));
            case Answers.DIFFERED -> new AnswerCheck.Differed(row.getString("answers_detail"));
            case Answers.NOT_CHECKED -> new AnswerCheck.NotChecked(row.getString("answers_detail"));
            default -> throw new IllegalStateException("unknown outcome of the check of answers '" + label + "'");
        };
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return Arrays.asList(row.getObject(column, String[].class));
    }

    private static Map<Quantity, String> unavailable(String json) {
        Map<Quantity, String> reasons = new EnumMap<>(Quantity.class);
        for (Map.Entry<String, JsonElement> entry : JsonParser.parseString(json).getAsJsonObject().entrySet()) {
            reasons.put(quantity(entry.getKey()), entry.getValue().getAsString());
        }
        return reasons;
    }
}
