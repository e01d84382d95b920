package io.paretoscope.foreign;

import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.sweep.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The series that were published with <em>Mind the Memory Gap</em> (Recasens et al., 2025; arXiv 2503.08311): vLLM serving OPT-1.3B and
 * OPT-2.7B on an H100 of 64 GB, drawn together in one CSV. {@code batch} is vLLM's {@code max_num_seqs}, of each replica; throughputs and
 * power are of the whole GPU, and latencies are seen by the client.
 */
final class VllmStudy implements Dialect {
    private static final double BYTES_PER_MEBIBYTE = 1 << 20;

    @Override
    public List<List<String>> marks() {
        return List.of(List.of("study"), List.of("gpu"), List.of("model"), List.of("batch"), List.of("replicas"),
                List.of("mps"), List.of("req_per_s"), List.of("output_tok_per_s"), List.of("mean_itl_ms"));
    }

    @Override
    public Mapping mapping(Table.Row row) {
        Map<Coordinate, Mapping.Source> coordinates = new LinkedHashMap<>();
        coordinates.put(Coordinate.MODEL, new Mapping.Source.Column("model", true));
        coordinates.put(Coordinate.BATCH, new Mapping.Source.Column("batch", true));
        coordinates.put(Coordinate.REPLICAS, new Mapping.Source.Column("replicas", true));
        coordinates.put(Coordinate.DEVICE, new Mapping.Source.Column("gpu", false));
        if (!row.cell("replicas").equals("1")) {
            ReplicaMode mode = row.cell("mps").equals("1") ? ReplicaMode.MPS : ReplicaMode.PROCESSES;
            coordinates.put(Coordinate.REPLICA_MODE, new Mapping.Source.Constant(mode.label()));
        }
        return new Mapping(coordinates, Map.of(Metric.REQUEST_THROUGHPUT, Mapping.Figure.of("req_per_s"),
                Metric.OUTPUT_THROUGHPUT, Mapping.Figure.of("output_tok_per_s"),
                Metric.TOTAL_THROUGHPUT, Mapping.Figure.of("total_tok_per_s"),
                Metric.ITL_MEAN, Mapping.Figure.of("mean_itl_ms"),
                Metric.ITL_MEDIAN, Mapping.Figure.of("median_itl_ms"),
                Metric.ITL_P99, Mapping.Figure.of("p99_itl_ms"),
                Metric.MEAN_POWER, Mapping.Figure.of("mean_power_w"),
                Metric.PEAK_POWER, Mapping.Figure.of("max_power_w"),
                Metric.GPU_UTILISATION, Mapping.Figure.of("mean_gpu_util_pct"),
                Metric.PEAK_MEMORY, Mapping.Figure.of("max_mem_used_mib", BYTES_PER_MEBIBYTE)),
                List.of(new Mapping.SeriesPart("study ", "study", ""),
                        new Mapping.SeriesPart("outputs of ", "output_len_setting", ""),
                        new Mapping.SeriesPart("", "n_prompts", " requests"),
                        new Mapping.SeriesPart("prefill in chunks of ", "chunked_prefill_tokens", "")),
                List.of("study", "output_len_setting", "n_prompts", "chunked_prefill_tokens", "attention_backend",
                        "mean_input_tokens", "mean_output_tokens"),
                List.of("notes"), leftOut());
    }

    private static Map<String, String> leftOut() {
        Map<String, String> leftOut = new LinkedHashMap<>();
        String queue = "with the wait in the queue, since all requests were sent at once; TTFT here begins with prefill";
        leftOut.put("mean_ttft_ms", queue);
        leftOut.put("median_ttft_ms", queue);
        leftOut.put("p99_ttft_ms", queue);
        String perRequest = "over requests; ITL here is over steps";
        leftOut.put("mean_tpot_ms", perRequest);
        leftOut.put("median_tpot_ms", perRequest);
        leftOut.put("p99_tpot_ms", perRequest);
        leftOut.put("est_mean_e2e_ms", "an estimate, with the wait in the queue");
        leftOut.put("repo_e2e_formula_ms", "an estimate, with the wait in the queue");
        leftOut.put("mean_sm_clock_mhz", "a mean; SM clock here is a median");
        leftOut.put("mean_mem_util_pct", "the time in which memory was used at all, not the share of its bandwidth");
        return leftOut;
    }
}
