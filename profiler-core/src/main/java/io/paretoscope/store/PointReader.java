package io.paretoscope.store;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.replica.ReplicaPlace;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.Neighbours;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.PointSamples;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.WarmUpRecord;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Trace;
import io.paretoscope.telemetry.Traces;
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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

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
        Map<Integer, List<Supplier<TimedWindow>>> windows = windows(runId, from, to);
        Map<Integer, List<Supplier<Trace>>> traces = traces(runId, from, to);
        List<Supplier<PointResult>> results = new ArrayList<>();
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
                Instant finishedAt = RunRow.instant(row, "finished_at");
                Supplier<PointOutcome> outcome = outcome(row, windows.getOrDefault(ordinal, List.of()),
                        traces.getOrDefault(ordinal, List.of()));
                results.add(() -> new PointResult(plan.get(ordinal), memory, finishedAt, outcome.get()));
            }
        }
        return inParallel(results);
    }

    /** Unpacking and computing take longer than reading, and need no connection: they are spread over the processors. */
    private static List<PointResult> inParallel(List<Supplier<PointResult>> results) {
        Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
        List<Optional<PointResult>> done = results.parallelStream().map(result -> {
            try {
                return Optional.of(result.get());
            } catch (RuntimeException e) {
                // Thrown by the caller: a stream would throw another with another message.
                failures.add(e);
                return Optional.<PointResult>empty();
            }
        }).toList();
        RuntimeException failure = failures.peek();
        if (failure != null) {
            throw failure;
        }
        return done.stream().flatMap(Optional::stream).toList();
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

    private Map<Integer, List<Supplier<TimedWindow>>> windows(long runId, int from, int to) throws SQLException {
        Map<Integer, List<Supplier<TimedWindow>>> windows = new HashMap<>();
        try (PreparedStatement select = select(
                "ordinal, start_nanos, end_nanos, ended_by, batches_with_other_tokens, batches", "windows", ", number",
                runId, from, to);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                long start = row.getLong(2);
                long end = row.getLong(3);
                TimedWindow.End endedBy = end(row.getString(4));
                int differing = row.getInt(5);
                byte[] batches = row.getBytes(6);
                windows.computeIfAbsent(row.getInt(1), key -> new ArrayList<>())
                        .add(() -> new TimedWindow(start, end, endedBy, BatchCodec.decode(batches), differing));
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

    private Map<Integer, List<Supplier<Trace>>> traces(long runId, int from, int to) throws SQLException {
        Map<Integer, List<Supplier<Trace>>> traces = new HashMap<>();
        try (PreparedStatement select = select("ordinal, quantity, source, samples", "traces", ", number", runId, from,
                to); ResultSet row = select.executeQuery()) {
            while (row.next()) {
                Quantity quantity = quantity(row.getString(2));
                String source = row.getString(3);
                byte[] samples = row.getBytes(4);
                traces.computeIfAbsent(row.getInt(1), key -> new ArrayList<>())
                        .add(() -> TraceCodec.decode(quantity, source, samples));
            }
        }
        return traces;
    }

    static Quantity quantity(String key) {
        return Quantity.ofKey(key)
                .orElseThrow(() -> new IllegalStateException("unknown quantity '" + key
                        + "', perhaps of a newer Paretoscope"));
    }

    private static Supplier<PointOutcome> outcome(ResultSet row, List<Supplier<TimedWindow>> windows,
            List<Supplier<Trace>> traces) throws SQLException {
        String label = row.getString("outcome");
        String reason = row.getString("reason");
        return switch (label) {
            case PointOutcome.Measured.LABEL -> measured(row, windows, traces);
            case PointOutcome.Failed.LABEL -> () -> new PointOutcome.Failed(reason);
            case PointOutcome.Skipped.LABEL -> () -> new PointOutcome.Skipped(reason);
            default -> throw new IllegalStateException("unknown outcome '" + label + "'");
        };
    }

    private static Supplier<PointOutcome> measured(ResultSet row, List<Supplier<TimedWindow>> windows,
            List<Supplier<Trace>> traces) throws SQLException {
        long loadNanos = row.getLong("load_nanos");
        WarmUpRecord warmUp = new WarmUpRecord(row.getLong("warm_up_nanos"), row.getInt("warm_up_runs"),
                row.getBoolean("warm_up_steady"));
        List<ReplicaPlace> places = PlacesJson
                .places(JsonParser.parseString(row.getString("replica_places")).getAsJsonArray());
        Reading memoryBefore = ReadingColumns.MEMORY_BEFORE.read(row);
        Reading peakMemory = ReadingColumns.PEAK_MEMORY.read(row);
        Reading idleWatts = ReadingColumns.IDLE_WATTS.read(row);
        AnswerCheck answers = answers(row);
        String unavailable = row.getString("telemetry_unavailable");
        Neighbours neighbours = new Neighbours(texts(row, "foreign_processes"),
                Optional.ofNullable(row.getString("neighbours_unknown")));
        List<String> workerErrors = texts(row, "worker_errors");
        Optional<String> notCooled = Optional.ofNullable(row.getString("not_cooled"));
        EngineUse engine = new EngineUse(EngineKind.parse(row.getString("engine_asked")),
                EngineKind.parse(row.getString("engine_used")), Optional.ofNullable(row.getString("engine_reason")));
        return () -> PointOutcome.Measured.of(new PointSamples(
                PlacesJson.repeats(windows.stream().map(Supplier::get).toList(), places.size()), places, loadNanos,
                warmUp, memoryBefore, peakMemory, idleWatts, answers,
                new Traces(traces.stream().map(Supplier::get).toList(), unavailable(unavailable)), neighbours,
                workerErrors, notCooled, engine));
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
