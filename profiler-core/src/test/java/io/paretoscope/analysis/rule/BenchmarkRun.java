package io.paretoscope.analysis.rule;

import io.paretoscope.engine.EngineKind;
import io.paretoscope.replica.Placement;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.sweep.Cause;
import io.paretoscope.sweep.Interval;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.Verdict;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The points of a CSV in docs/benchmarks as a run of the H200 on which they were measured. */
final class BenchmarkRun {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

    private BenchmarkRun() {}

    /** The points of one model, with the run's prompt and output lengths. */
    static TestRun of(String file, String model) throws IOException {
        TestRun run = new TestRun().engine(EngineKind.TORCHSCRIPT).model(model);
        try (Reader reader = Files.newBufferedReader(Path.of("..", "docs", "benchmarks", file));
                CSVParser rows = FORMAT.parse(reader)) {
            for (CSVRecord row : rows) {
                if (row.get("model").equals(model)) {
                    run.tokens(Integer.parseInt(row.get("prompt_tokens")), Integer.parseInt(row.get("output_tokens")));
                    add(run, row);
                }
            }
        }
        return run;
    }

    private static void add(TestRun run, CSVRecord row) {
        int batch = Integer.parseInt(row.get("batch"));
        if (row.get("outcome").equals("skipped")) {
            run.without(batch, new PointOutcome.Skipped(row.get("reason")));
        } else {
            run.add(batch, placement(row), readings(row), findings(row));
        }
    }

    private static Placement placement(CSVRecord row) {
        return row.isMapped("replicas")
                ? Placement.of(Integer.parseInt(row.get("replicas")), ReplicaMode.parse(row.get("replica_mode")))
                : Placement.ALONE;
    }

    private static Map<Metric, Reading> readings(CSVRecord row) {
        Map<Metric, Reading> readings = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            String key = metric.key();
            if (row.isMapped(key) && !row.get(key).isEmpty()) {
                readings.put(metric, new Reading.Value(Double.parseDouble(row.get(key)),
                        Integer.parseInt(row.get(key + "_n")), interval(row, key), Optional.empty()));
            }
        }
        // The first of these files were written before there was a mean ITL.
        readings.putIfAbsent(Metric.ITL_MEAN,
                readings.getOrDefault(Metric.ITL_MEDIAN, new Reading.Unavailable("none")));
        return readings;
    }

    private static Optional<Interval> interval(CSVRecord row, String key) {
        String low = key + "_ci95_low";
        return row.isMapped(low) && !row.get(low).isEmpty()
                ? Optional.of(new Interval(Double.parseDouble(row.get(low)),
                        Double.parseDouble(row.get(key + "_ci95_high")), Integer.parseInt(row.get(key + "_n"))))
                : Optional.empty();
    }

    private static List<Verdict.Finding> findings(CSVRecord row) {
        List<Verdict.Finding> findings = new ArrayList<>();
        if (row.isMapped("findings") && !row.get("findings").isEmpty()) {
            for (String finding : row.get("findings").split("; (?=[a-z_0-9]+: )", -1)) {
                String[] parts = finding.split(": ", 2);
                findings.add(new Verdict.Finding(Cause.ofKey(parts[0]).orElseThrow(), parts[1]));
            }
        }
        return findings;
    }
}
