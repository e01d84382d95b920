package io.paretoscope.foreign;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The kinds of files whose columns need not be explained. */
public enum ForeignFormat {
    /** The published series of vLLM on an H100. */
    VLLM_STUDY("vllm-study", "the published CSV of vLLM on an H100"),
    /** Results of vLLM's serving benchmark. */
    VLLM_BENCH("vllm-bench", "JSON that 'vllm bench serve --save-result' writes, one document or one a line"),
    /** Metrics of Triton Model Analyzer. */
    MODEL_ANALYZER("model-analyzer", "CSV of metrics of models or GPUs by Triton Model Analyzer"),
    /** Results of MLPerf Inference. */
    MLPERF("mlperf", "CSV of results of MLPerf Inference"),
    /** Any other table; last, since it takes whatever the others do not know. */
    TABLE("table", "any CSV or JSON whose columns --map explains");

    private final String key;
    private final String description;

    ForeignFormat(String key, String description) {
        this.key = key;
        this.description = description;
    }

    /**
     * The format of that key.
     *
     * @throws IllegalArgumentException naming all, where there is none
     */
    public static ForeignFormat parse(String key) {
        return Arrays.stream(values())
                .filter(format -> format.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + key + "' is not a format: must be one of "
                        + Arrays.stream(values()).map(ForeignFormat::key).collect(Collectors.joining(", "))));
    }

    /** The word for it in options, in the store and on the screen. */
    public String key() {
        return key;
    }

    /** What it is, in a few words. */
    public String description() {
        return description;
    }

    Dialect dialect() {
        return switch (this) {
            case VLLM_STUDY -> new VllmStudy();
            case VLLM_BENCH -> new VllmBench();
            case MODEL_ANALYZER -> new ModelAnalyzer();
            case MLPERF -> new MlPerf();
            case TABLE -> new AnyTable();
        };
    }

    @Override
    public String toString() {
        return key;
    }
}
