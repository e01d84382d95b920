package io.paretoscope.analysis.prediction;

import io.paretoscope.engine.EngineKind;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.Precision;
import io.paretoscope.sweep.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The points of docs/benchmarks that one engine alone on an H200 gave. */
public final class BenchmarkPoints {
    /** Six sizes, batch 1 to 512, in one run. */
    public static final String SWEEP = "2026-11-23-h200-fp16-prompt256-output64.csv";
    private static final List<String> FILES = List.of("2026-11-23-h200-energy.csv",
            "2026-11-23-h200-fp16-prompt16-output16.csv", SWEEP, "2026-11-23-h200-group.csv",
            "2026-11-23-h200-noise.csv", "2026-11-23-h200-replicas-opt-1.3b.csv",
            "2026-11-23-h200-replicas-opt-125m.csv", "2026-11-23-h200-replicas-opt-2.7b.csv",
            "2026-11-23-h200-replicas-prompt111-output292.csv");
    private static final Path FOLDER = Path.of("..", "docs", "benchmarks");

    private BenchmarkPoints() {}

    /** Of all runs on that card. */
    public static List<Observation> all() {
        return FILES.stream().flatMap(name -> of(name).stream()).toList();
    }

    /** Of one file. */
    public static List<Observation> of(String file) {
        try (CSVParser rows = CSVParser.parse(FOLDER.resolve(file), StandardCharsets.UTF_8,
                CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get())) {
            List<Observation> observations = new ArrayList<>();
            for (CSVRecord row : rows) {
                if (text(row, "outcome", "").equals("measured") && text(row, "verdict", "VALID").equals("VALID")
                        && text(row, "companions", "").isEmpty() && text(row, "replicas", "1").equals("1")
                        && text(row, "replica_mode", "streams").equals("streams")) {
                    observations.add(observation(row));
                }
            }
            return observations;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Observation observation(CSVRecord row) {
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            String value = text(row, metric.key(), "");
            if (!value.isEmpty()) {
                values.put(metric, Double.valueOf(value));
            }
        }
        int batch = Integer.parseInt(row.get("batch"));
        // The mean was not yet a column of its own when the sweeps were made; this is its reciprocal.
        values.put(Metric.ITL_MEAN, 1e3 * batch / Double.parseDouble(row.get("decode_tokens_per_s")));
        return new Observation(new Workload(OptCatalog.get(row.get("model")), Precision.parse(row.get("precision")),
                batch, Integer.parseInt(row.get("prompt_tokens")), Integer.parseInt(row.get("output_tokens"))),
                EngineKind.TORCHSCRIPT, values);
    }

    private static String text(CSVRecord row, String column, String otherwise) {
        return row.isMapped(column) && !row.get(column).isEmpty() ? row.get(column) : otherwise;
    }
}
