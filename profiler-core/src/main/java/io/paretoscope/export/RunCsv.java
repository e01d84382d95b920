package io.paretoscope.export;

import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.Placement;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * A run as CSV by RFC 4180: one row a point, after a row of column names. Each metric has a column named by its key, unit
 * at the end, and one named {@code <key>_n} with the number of samples behind it; one that is a mean over repeats also
 * {@code <key>_ci95_low} and {@code <key>_ci95_high}, empty for fewer than three repeats. Where a metric has no value all
 * are empty, and {@code notes} says why. Numbers have a decimal point and all their digits.
 */
public final class RunCsv {
    private static final List<String> POINT_COLUMNS = List.of("run_id", "started_at", "model", "weights", "device",
            "precision", "engine_asked", "engine_used", "engine_reason", "batch", "replicas", "replica_mode",
            "mps_thread_percentage", "companions",
            "prompt_tokens", "output_tokens", "outcome", "reason");
    private static final List<String> VERDICT_COLUMNS = List.of("verdict", "findings", "energy_source");
    private static final String NOTES = "notes";

    private RunCsv() {}

    /**
     * Writes {@code run} to {@code file}, whole or not at all.
     *
     * @throws IOException with a one-line message that names the file, where it cannot be written
     */
    public static void write(StoredRun run, Path file) throws IOException {
        WholeFile.write(file, text(run));
    }

    /** The text of the file. */
    public static String text(StoredRun run) {
        StringBuilder text = new StringBuilder();
        try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
            printer.printRecord(columns());
            for (PointResult result : run.results()) {
                printer.printRecord(row(run, result));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a StringBuilder takes any text", e);
        }
        return text.toString();
    }

    /** The names of the columns, in order. */
    public static List<String> columns() {
        List<String> columns = new ArrayList<>(POINT_COLUMNS);
        for (Metric metric : Metric.values()) {
            columns.add(metric.key());
            columns.add(metric.key() + "_n");
            if (MetricColumns.hasInterval(metric)) {
                columns.add(metric.key() + "_ci95_low");
                columns.add(metric.key() + "_ci95_high");
            }
        }
        columns.addAll(VERDICT_COLUMNS);
        columns.add(NOTES);
        return List.copyOf(columns);
    }

    private static List<String> row(StoredRun run, PointResult result) {
        Point point = result.point();
        Placement placement = point.placement();
        Optional<EngineUse> use = result.engine();
        List<String> row = new ArrayList<>(List.of(Long.toString(run.summary().id()),
                run.summary().startedAt().toString(), point.model().config().name(),
                point.model().weights().describe(), point.device().toString(), point.precision().label(),
                point.engine().label(), use.map(EngineUse::used).map(EngineKind::label).orElse(""),
                use.flatMap(EngineUse::reason).orElse(""), Integer.toString(point.batch()),
                Integer.toString(placement.replicas()), placement.mode().label(),
                placement.threadPercentage().isPresent()
                        ? Integer.toString(placement.threadPercentage().getAsInt())
                        : "",
                placement.companions().stream().map(Part::label).collect(Collectors.joining(" ")),
                Integer.toString(point.promptTokens()),
                Integer.toString(point.outputTokens()), result.outcome().label(), reason(result.outcome())));
        // Several metrics may lack a value for one reason.
        Map<String, List<String>> notes = new LinkedHashMap<>();
        for (Map.Entry<Metric, Reading> entry : MetricColumns.readings(result).entrySet()) {
            switch (entry.getValue()) {
                case Reading.Value value -> {
                    row.add(MetricColumns.number(value.value()).toPlainString());
                    row.add(Integer.toString(value.n()));
                    if (MetricColumns.hasInterval(entry.getKey())) {
                        row.add(value.interval().map(ends -> plain(ends.low())).orElse(""));
                        row.add(value.interval().map(ends -> plain(ends.high())).orElse(""));
                    }
                }
                case Reading.Unavailable unavailable -> {
                    row.addAll(Collections.nCopies(MetricColumns.hasInterval(entry.getKey()) ? 4 : 2, ""));
                    notes.computeIfAbsent(unavailable.reason(), _ -> new ArrayList<>()).add(entry.getKey().key());
                }
            }
        }
        row.addAll(verdict(result.outcome()));
        // Of a point without a measurement the reason says it all.
        row.add(result.outcome() instanceof PointOutcome.Measured ? notes(notes) : "");
        return row;
    }

    private static String notes(Map<String, List<String>> metricsByReason) {
        return metricsByReason.entrySet()
                .stream()
                .map(entry -> String.join(", ", entry.getValue()) + ": " + entry.getKey())
                .collect(Collectors.joining("; "));
    }

    private static String plain(double value) {
        return MetricColumns.number(value).toPlainString();
    }

    private static List<String> verdict(PointOutcome outcome) {
        if (!(outcome instanceof PointOutcome.Measured measured)) {
            return Collections.nCopies(VERDICT_COLUMNS.size(), "");
        }
        return List.of(measured.verdict().kind().label(),
                measured.verdict()
                        .findings()
                        .stream()
                        .map(finding -> finding.cause().key() + ": " + finding.evidence())
                        .collect(Collectors.joining("; ")),
                measured.metrics().reading(Metric.ENERGY_PER_TOKEN) instanceof Reading.Value value
                        ? value.source().orElse("")
                        : "");
    }

    private static String reason(PointOutcome outcome) {
        return switch (outcome) {
            case PointOutcome.Measured measured -> "";
            case PointOutcome.Failed failed -> failed.reason();
            case PointOutcome.Skipped skipped -> skipped.reason();
        };
    }
}
