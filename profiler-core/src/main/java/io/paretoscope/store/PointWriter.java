package io.paretoscope.store;

import com.google.gson.JsonObject;
import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.replica.Part;
import io.paretoscope.sweep.Latencies;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.PointSamples;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.Verdict;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Trace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Writes points, each with all that hangs on it. Leaves the transaction to the caller. */
final class PointWriter {
    private final Connection connection;

    PointWriter(Connection connection) {
        this.connection = connection;
    }

    /** How the point of that ordinal ended, where it is stored. */
    Optional<String> outcome(long runId, int ordinal) throws SQLException {
        try (PreparedStatement select = connection
                .prepareStatement("SELECT outcome FROM points WHERE run_id = ? AND ordinal = ?")) {
            select.setLong(1, runId);
            select.setInt(2, ordinal);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    /** Takes a point away that was not measured, so that nothing hangs on it. */
    void deleteUnmeasured(long runId, int ordinal) throws SQLException {
        try (PreparedStatement delete = connection
                .prepareStatement("DELETE FROM points WHERE run_id = ? AND ordinal = ?")) {
            delete.setLong(1, runId);
            delete.setInt(2, ordinal);
            delete.executeUpdate();
        }
    }

    /** Writes one point. */
    void insert(long runId, PointResult result, long change) throws SQLException {
        Point point = result.point();
        MemoryEstimate memory = result.memory();
        Row row = Row.ofPoint(runId, point.ordinal())
                .set("model", point.model().config().name())
                .set("weights", point.model().weights().describe())
                .set("device", point.device().toString())
                .set("precision", point.precision().label())
                .set("engine_asked", point.engine().label())
                .set("batch", point.batch())
                .set("replicas", point.placement().replicas())
                .set("replica_mode", point.placement().mode().label())
                .set("mps_thread_percentage", point.placement().threadPercentage().isPresent()
                        ? point.placement().threadPercentage().getAsInt()
                        : null)
                .set("companions", point.placement().companions().stream().map(Part::label).toArray(String[]::new))
                .set("prompt_tokens", point.promptTokens())
                .set("output_tokens", point.outputTokens())
                .set("estimated_weight_bytes", memory.weights())
                .set("estimated_kv_cache_bytes", memory.kvCache())
                .set("estimated_activation_bytes", memory.activations())
                .set("estimated_reserve_bytes", memory.reserve())
                .set("finished_at", result.finishedAt())
                .set("outcome", result.outcome().label())
                .set("change_number", change);
        switch (result.outcome()) {
            case PointOutcome.Measured measured -> {
                setSamples(row, measured.samples());
                row.set("metrics_version", PointMetrics.VERSION).set("verdict", measured.verdict().kind().label());
                row.insert(connection, "points");
                insertWindows(runId, point.ordinal(), PlacesJson.inOneRow(measured.samples().windows()));
                insertTraces(runId, point.ordinal(), measured.samples().traces().traces());
                insertMetrics(runId, point.ordinal(), measured.metrics());
                insertFindings(runId, point.ordinal(), measured.verdict());
            }
            case PointOutcome.Failed failed -> row.set("reason", failed.reason()).insert(connection, "points");
            case PointOutcome.Skipped skipped -> row.set("reason", skipped.reason()).insert(connection, "points");
        }
    }

    private static void setSamples(Row row, PointSamples samples) {
        row.set("load_nanos", samples.loadNanos())
                .set("warm_up_nanos", samples.warmUp().nanos())
                .set("warm_up_runs", samples.warmUp().runs())
                .set("warm_up_steady", samples.warmUp().steady());
        row.set("engine_used", samples.engine().used().label())
                .set("engine_reason", samples.engine().reason().orElse(null));
        row.set("replica_places", PlacesJson.of(samples.places()).toString());
        ReadingColumns.MEMORY_BEFORE.set(row, samples.memoryBefore());
        ReadingColumns.PEAK_MEMORY.set(row, samples.peakMemory());
        ReadingColumns.IDLE_WATTS.set(row, samples.idleWatts());
        setAnswers(row, samples.answers());
        row.set("foreign_processes", samples.neighbours().foreign().toArray(String[]::new))
                .set("neighbours_unknown", samples.neighbours().unknown().orElse(null))
                .set("worker_errors", samples.workerErrors().toArray(String[]::new))
                .set("not_cooled", samples.notCooled().orElse(null))
                .set("telemetry_unavailable", unavailable(samples.traces().unavailable()));
    }

    static String unavailable(Map<Quantity, String> reasons) {
        JsonObject object = new JsonObject();
        reasons.forEach((quantity, reason) -> object.addProperty(quantity.key(), reason));
        return object.toString();
    }

    private static void setAnswers(Row row, AnswerCheck check) {
        switch (check) {
            case AnswerCheck.Agreed(int sequences, int tokens, int nearTies) -> row.set("answers", Answers.AGREED)
                    .set("answers_sequences", sequences)
                    .set("answers_tokens", tokens)
                    .set("answers_near_ties", nearTies);
            case AnswerCheck.Differed(String detail) ->
                row.set("answers", Answers.DIFFERED).set("answers_detail", detail);
            case AnswerCheck.NotChecked(String reason) ->
                row.set("answers", Answers.NOT_CHECKED).set("answers_detail", reason);
        }
    }

    /** Writes the windows of a measured point, without which it has none. */
    void insertWindows(long runId, int ordinal, List<TimedWindow> windows) throws SQLException {
        List<Row> rows = new ArrayList<>();
        for (TimedWindow window : windows) {
            rows.add(Row.ofPoint(runId, ordinal)
                    .set("number", rows.size())
                    .set("start_nanos", window.startNanos())
                    .set("end_nanos", window.endNanos())
                    .set("ended_by", window.end().label())
                    .set("batches_with_other_tokens", window.differing())
                    .set("batch_count", window.batches().size())
                    .set("batches", BatchCodec.encode(window.batches()))
                    .set("step_histogram", Latencies.ofSteps(window).encoded()));
        }
        Row.insert(connection, "windows", rows);
    }

    private void insertTraces(long runId, int ordinal, List<Trace> traces) throws SQLException {
        List<Row> rows = new ArrayList<>();
        for (Trace trace : traces) {
            rows.add(Row.ofPoint(runId, ordinal)
                    .set("number", rows.size())
                    .set("quantity", trace.quantity().key())
                    .set("source", trace.source())
                    .set("sample_count", trace.size())
                    .set("samples", TraceCodec.encode(trace)));
        }
        Row.insert(connection, "traces", rows);
    }

    private void insertMetrics(long runId, int ordinal, PointMetrics metrics) throws SQLException {
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<Metric, Reading> entry : metrics.readings().entrySet()) {
            Row row = Row.ofPoint(runId, ordinal).set("metric", entry.getKey().key());
            ReadingColumns.METRIC.set(row, entry.getValue());
            rows.add(row);
        }
        Row.insert(connection, "metrics", rows);
    }

    private void insertFindings(long runId, int ordinal, Verdict verdict) throws SQLException {
        List<Row> rows = new ArrayList<>();
        for (Verdict.Finding finding : verdict.findings()) {
            rows.add(Row.ofPoint(runId, ordinal)
                    .set("number", rows.size())
                    .set("cause", finding.cause().key())
                    .set("gravity", finding.cause().gravity().name().toLowerCase(Locale.ROOT))
                    .set("evidence", finding.evidence()));
        }
        Row.insert(connection, "findings", rows);
    }
}
