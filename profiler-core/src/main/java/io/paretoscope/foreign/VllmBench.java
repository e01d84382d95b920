package io.paretoscope.foreign;

import io.paretoscope.sweep.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code vllm bench serve --save-result} and before it {@code benchmark_serving.py} write. The keys are those of vLLM's
 * {@code vllm/benchmarks/serve.py}: {@code benchmark()} makes the throughputs and {@code mean_}, {@code median_} and {@code p99_} of each
 * latency, {@code main()} adds {@code model_id}, {@code request_rate}, {@code max_concurrency} and the like. There a mean, median or
 * percentile of no values is 0.
 */
final class VllmBench implements Dialect {
    private static final String CONCURRENCY = "max_concurrency";
    private static final Mapping.Samples REQUESTS = new Mapping.Samples("completed", Optional.empty());
    /** The first token of a request is no step. */
    private static final Mapping.Samples STEPS = new Mapping.Samples("total_output_tokens", Optional.of("completed"));

    @Override
    public List<List<String>> marks() {
        return List.of(List.of("request_throughput"), List.of("output_throughput"), List.of("duration"),
                List.of("total_output_tokens"), List.of("completed"));
    }

    @Override
    public Mapping mapping(Table.Row row) {
        Map<Coordinate, Mapping.Source> coordinates = new LinkedHashMap<>();
        coordinates.put(Coordinate.MODEL, new Mapping.Source.Column("model_id", false));
        coordinates.put(Coordinate.CONCURRENCY, new Mapping.Source.Column(CONCURRENCY, false));
        Map<Metric, Mapping.Figure> figures = new LinkedHashMap<>();
        figures.put(Metric.REQUEST_THROUGHPUT, Mapping.Figure.of("request_throughput"));
        figures.put(Metric.OUTPUT_THROUGHPUT, Mapping.Figure.of("output_throughput"));
        figures.put(Metric.TOTAL_THROUGHPUT, Mapping.Figure.of("total_token_throughput"));
        figures.put(Metric.ITL_MEAN, Mapping.Figure.orZero("mean_itl_ms", STEPS));
        figures.put(Metric.ITL_MEDIAN, Mapping.Figure.orZero("median_itl_ms", STEPS));
        figures.put(Metric.ITL_P99, Mapping.Figure.orZero("p99_itl_ms", STEPS));
        Map<String, String> leftOut = leftOut();
        if (row.has(CONCURRENCY)) {
            // A request is sent when there is room for it, so nothing but prefill comes before its first token.
            figures.put(Metric.TTFT_MEDIAN, Mapping.Figure.orZero("median_ttft_ms", REQUESTS));
            figures.put(Metric.REQUEST_LATENCY_MEDIAN, Mapping.Figure.orZero("median_e2el_ms", REQUESTS));
        } else {
            String queue = "with the wait in the queue where max_concurrency did not limit what was sent";
            leftOut.put("median_ttft_ms", queue);
            leftOut.put("median_e2el_ms", queue);
        }
        return new Mapping(coordinates, figures,
                List.of(new Mapping.SeriesPart("", "backend", ""), new Mapping.SeriesPart("", "label", ""),
                        new Mapping.SeriesPart("", "request_rate", " requests/s sent")),
                List.of("backend", "endpoint_type", "tokenizer_id", "request_rate", "burstiness", "num_prompts",
                        "failed",
                        "date"),
                List.of(), leftOut);
    }

    private static Map<String, String> leftOut() {
        Map<String, String> leftOut = new LinkedHashMap<>();
        leftOut.put("mean_ttft_ms", "a mean; TTFT here is a median");
        leftOut.put("p99_ttft_ms", "a 99th percentile; TTFT here is a median");
        leftOut.put("mean_e2el_ms", "a mean; request latency here is a median");
        leftOut.put("p99_e2el_ms", "a 99th percentile; request latency here is a median");
        String perRequest = "over requests; ITL here is over steps";
        leftOut.put("mean_tpot_ms", perRequest);
        leftOut.put("median_tpot_ms", perRequest);
        leftOut.put("p99_tpot_ms", perRequest);
        leftOut.put("max_output_tokens_per_s", "the best second; throughput here is over all of the time");
        return leftOut;
    }
}
