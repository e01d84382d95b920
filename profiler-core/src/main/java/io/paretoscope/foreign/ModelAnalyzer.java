package io.paretoscope.foreign;

import io.paretoscope.sweep.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code metrics-model-inference.csv} and {@code metrics-model-gpu.csv} of Triton Model Analyzer. The columns are the headers of
 * {@code model_analyzer/record/types}; a megabyte is 10⁶ bytes there ({@code monitor/remote_monitor.py}), memory is the largest sample,
 * utilisation and power are means of the samples, and an inference is one element of a request's batch, here a sequence.
 */
final class ModelAnalyzer implements Dialect {
    private static final double BYTES_PER_MEGABYTE = 1e6;
    private static final Pattern INSTANCES = Pattern.compile("(\\d+)[:/]GPU");
    private static final String THROUGHPUT = "Throughput (infer/sec)";
    private static final String MEMORY = "GPU Memory Usage (MB)";

    @Override
    public List<List<String>> marks() {
        return List.of(List.of("Model"), List.of("Batch"), List.of("Model Config Path"),
                List.of(THROUGHPUT, MEMORY, "Max " + MEMORY));
    }

    @Override
    public Mapping mapping(Table.Row row) {
        Map<Coordinate, Mapping.Source> coordinates = new LinkedHashMap<>();
        coordinates.put(Coordinate.MODEL, new Mapping.Source.Column("Model", true));
        coordinates.put(Coordinate.CONCURRENCY, new Mapping.Source.Column("Concurrency", false));
        coordinates.put(Coordinate.REQUEST_BATCH, new Mapping.Source.Column("Batch", true));
        coordinates.put(Coordinate.DEVICE,
                new Mapping.Source.Column(Dialect.present(row, "GPU UUID", "GPU ID", "GPU"), false));
        Matcher instances = INSTANCES.matcher(row.cell("Instance Group"));
        if (instances.matches()) {
            coordinates.put(Coordinate.REPLICAS, new Mapping.Source.Constant(instances.group(1)));
        }
        return new Mapping(coordinates, Map.of(Metric.REQUEST_THROUGHPUT, Mapping.Figure.of(THROUGHPUT),
                // The header is wrong about the unit, as OutputTokenThroughput of Model Analyzer has it.
                Metric.OUTPUT_THROUGHPUT,
                Mapping.Figure.of(
                        Dialect.present(row, "Output Token Throughput (infer/sec)", "Output Token Throughput")),
                Metric.PEAK_MEMORY,
                Mapping.Figure.of(Dialect.present(row, MEMORY, "Max " + MEMORY), BYTES_PER_MEGABYTE),
                Metric.GPU_UTILISATION,
                Mapping.Figure.of(Dialect.present(row, "GPU Utilization (%)", "Average GPU Utilization (%)")),
                Metric.MEAN_POWER,
                Mapping.Figure.of(Dialect.present(row, "GPU Power Usage (W)", "Average GPU Power Usage (W)"))),
                List.of(new Mapping.SeriesPart("", "Model Config Path", ""),
                        new Mapping.SeriesPart("requests of ", "Batch", "")),
                List.of("Instance Group", "Max Batch Size"), List.of(), leftOut());
    }

    private static Map<String, String> leftOut() {
        Map<String, String> leftOut = new LinkedHashMap<>();
        String percentile = "a percentile; request latency here is a median";
        leftOut.put("p99 Latency (ms)", percentile);
        leftOut.put("p95 Latency (ms)", percentile);
        leftOut.put("p90 Latency (ms)", percentile);
        leftOut.put("Avg Latency (ms)", "a mean; request latency here is a median");
        leftOut.put("Avg Inter Token Latency (ms)", "a mean over requests; ITL here is over steps");
        leftOut.put("p99 Inter Token Latency (ms)", "over requests; ITL here is over steps");
        leftOut.put("Avg Time To First Token (ms)", "a mean; TTFT here is a median");
        leftOut.put("p99 Time To First Token (ms)", "a 99th percentile or, by a slip of that tool, a median");
        return leftOut;
    }
}
