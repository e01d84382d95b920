package io.paretoscope.foreign;

import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Files as vLLM's benchmark, Triton Model Analyzer and MLPerf's submission checker write them. */
class ToolFilesTest {
    private static final String BENCH = "{\"date\": \"20260211-101500\", \"endpoint_type\": \"vllm\", \"backend\": \"vllm\", "
            + "\"label\": null, \"model_id\": \"facebook/opt-1.3b\", \"tokenizer_id\": \"facebook/opt-1.3b\", "
            + "\"num_prompts\": 500, \"request_rate\": \"inf\", \"burstiness\": 1.0, \"max_concurrency\": %s, "
            + "\"duration\": 20.5, \"completed\": 500, \"total_input_tokens\": 64000, \"total_output_tokens\": 64000, "
            + "\"request_throughput\": 24.39, \"request_goodput\": null, \"output_throughput\": 3121.9, "
            + "\"total_token_throughput\": 6243.9, \"mean_ttft_ms\": 31.5, \"median_ttft_ms\": 30.25, "
            + "\"std_ttft_ms\": 4.0, \"p99_ttft_ms\": 55.0, \"mean_tpot_ms\": 9.9, \"median_tpot_ms\": 9.8, "
            + "\"p99_tpot_ms\": 12.0, \"mean_itl_ms\": %s, \"median_itl_ms\": 9.7, \"p99_itl_ms\": 15.5, "
            + "\"input_lens\": [128, 128], \"errors\": [\"\", \"\"]}";

    private static final String INFERENCE = """
            Model,Batch,Concurrency,Model Config Path,Instance Group,Max Batch Size,Satisfies Constraints,Throughput (infer/sec),p99 Latency (ms)
            opt,2,2,opt_config_default,1/GPU,8,Yes,150.8,40.4
            opt,1,2,opt_config_default,1/GPU,8,Yes,77.5,40.4
            opt,2,2,opt_config_3,2/GPU,2,Yes,80.4,70.7

            """;

    private static final String GPU = """
            Model,GPU UUID,Batch,Concurrency,Model Config Path,Instance Group,Satisfies Constraints,GPU Memory Usage (MB),GPU Utilization (%),GPU Power Usage (W)
            opt,GPU-1,2,2,opt_config_default,1/GPU,Yes,822.0,4.0,55.8
            """;

    private static final String MLPERF = """
            Organization,Availability,Division,SystemType,SystemName,Platform,Model,MlperfModel,Scenario,Result,Accuracy,number_of_nodes,accelerator_model_name,accelerators_per_node,has_power,Units,weight_data_types
            "A","available","closed","datacenter","8x","8x","llama2-70b-99","llama2-70b-99","Offline","34864.0","ROUGE1: 44.4","1","NVIDIA H100","8","True","Tokens/s","fp8"
            "A","available","closed","datacenter","8x","8x","llama2-70b-99","llama2-70b-99","Offline","6000.0","ROUGE1: 44.4","1","NVIDIA H100","8","True","Watts","fp8"
            "A","available","closed","datacenter","8x","8x","resnet","resnet","Offline","700000.5","acc: 76","1","NVIDIA H100","8","False","Samples/s","int8"
            "A","available","closed","datacenter","8x","8x","resnet","resnet","Server","600000.5","acc: 76","1","NVIDIA H100","8","False","Queries/s","int8"
            "A","available","closed","edge","8x","8x","resnet","resnet","SingleStream","0.35","acc: 76","1","NVIDIA H100","8","False","Latency (ms)","int8"
            """;

    @TempDir
    Path folder;

    private ForeignRun read(String text, String... options) throws IOException {
        return ForeignReader.read(Files.writeString(folder.resolve("results"), text), ForeignFiles.request(options),
                ForeignFiles.NOW);
    }

    private static Reading reading(ForeignRun run, Metric metric) {
        return run.points().getFirst().reading(metric);
    }

    @Test
    void aResultOfVllmBenchIsAPointWithItsConcurrencyAsBatch() throws IOException {
        ForeignRun run = read(BENCH.formatted("32", "9.75"));
        assertEquals(ForeignFormat.VLLM_BENCH, run.format());
        assertEquals(OptionalInt.of(32), run.points().getFirst().batch());
        assertEquals("facebook/opt-1.3b, batch 32", run.points().getFirst().label());
        assertEquals(3121.9, reading(run, Metric.OUTPUT_THROUGHPUT).asDouble().orElseThrow());
    }

    @Test
    void stepsOfVllmBenchAreTheTokensButTheFirstOfEachRequest() throws IOException {
        assertEquals(new Reading.Value(9.7, 63_500, Optional.empty(), Optional.of("column median_itl_ms")),
                reading(read(BENCH.formatted("32", "9.75")), Metric.ITL_MEDIAN));
    }

    @Test
    void aPercentileOfTooFewStepsIsNotTaken() throws IOException {
        assertEquals(new Reading.Unavailable("n too small: 100 of 299 steps"),
                reading(read(BENCH.formatted("32", "9.75")
                        .replace("\"total_output_tokens\": 64000",
                                "\"total_output_tokens\": 600")),
                        Metric.ITL_P99));
    }

    @Test
    void ttftOfVllmBenchCountsWhereConcurrencyWasLimited() throws IOException {
        assertEquals(new Reading.Value(30.25, 500, Optional.empty(), Optional.of("column median_ttft_ms")),
                reading(read(BENCH.formatted("32", "9.75")), Metric.TTFT_MEDIAN));
    }

    @Test
    void withoutALimitTtftIsLeftOutAndTheBatchIsNotKnown() throws IOException {
        ForeignRun run = read(BENCH.formatted("null", "9.75"));
        assertFalse(run.points().getFirst().metrics().containsKey(Metric.TTFT_MEDIAN));
        assertEquals(OptionalInt.empty(), run.points().getFirst().batch());
        assertTrue(run.notes()
                .contains("1 point has no batch, so nothing can be chosen among them; --set batch=N or --map "
                        + "batch=COLUMN gives it"),
                run.notes().toString());
    }

    @Test
    void aBatchCanBeGivenToAFileThatDoesNotTellIt() throws IOException {
        assertEquals(OptionalInt.of(96),
                read(BENCH.formatted("null", "9.75"), "--set batch=96").points().getFirst().batch());
    }

    @Test
    void theMeanOfNothingIsNotZero() throws IOException {
        assertEquals(
                new Reading.Unavailable(
                        "the file has 0 in column 'mean_itl_ms', which that tool writes where it has no "
                                + "value"),
                reading(read(BENCH.formatted("32", "0.0")), Metric.ITL_MEAN));
    }

    @Test
    void severalResultsOneALineAreOneRun() throws IOException {
        ForeignRun run = read(BENCH.formatted("1", "3.5") + "\n" + BENCH.formatted("2", "3.6") + "\n");
        assertEquals(List.of(1, 2), run.points().stream().map(ForeignPoint::row).toList());
        assertEquals(List.of("facebook/opt-1.3b"), run.series());
    }

    @Test
    void anArrayOfResultsIsOneRun() throws IOException {
        assertEquals(2,
                read("[\n" + BENCH.formatted("1", "3.5") + ",\n" + BENCH.formatted("2", "3.6") + "]").points().size());
    }

    @Test
    void whatAWordInTheFileSaysOfTheEngineIsKept() throws IOException {
        assertEquals("vllm", read(BENCH.formatted("32", "9.75")).conditions().get("backend"));
    }

    @Test
    void inferencesOfModelAnalyzerAreRequests() throws IOException {
        ForeignRun run = read(INFERENCE);
        assertEquals(ForeignFormat.MODEL_ANALYZER, run.format());
        assertEquals(150.8, reading(run, Metric.REQUEST_THROUGHPUT).asDouble().orElseThrow());
        assertEquals(OptionalInt.of(4), run.points().getFirst().batch());
        assertEquals("opt, opt_config_default, requests of 2", run.points().getFirst().series());
    }

    @Test
    void instancesOfModelAnalyzerAreReplicas() throws IOException {
        assertEquals(2, read(INFERENCE).points().getLast().replicas());
    }

    @Test
    void aPercentileOfModelAnalyzerIsNoMedian() throws IOException {
        assertTrue(read(INFERENCE).notes()
                .contains("left out p99 Latency (ms): a percentile; request latency here is a median"));
    }

    @Test
    void memoryOfModelAnalyzerIsInMillionsOfBytes() throws IOException {
        ForeignRun run = read(GPU);
        assertEquals(822e6, reading(run, Metric.PEAK_MEMORY).asDouble().orElseThrow());
        assertEquals(55.8, reading(run, Metric.MEAN_POWER).asDouble().orElseThrow());
        assertEquals("GPU-1", run.conditions().get("device"));
    }

    @Test
    void aResultOfMlPerfIsWhatItsUnitSays() throws IOException {
        ForeignRun run = read(MLPERF);
        assertEquals(ForeignFormat.MLPERF, run.format());
        assertEquals(2, run.points().size());
        assertEquals(34864, reading(run, Metric.OUTPUT_THROUGHPUT).asDouble().orElseThrow());
        assertEquals(700000.5,
                run.points().getLast().reading(Metric.REQUEST_THROUGHPUT).asDouble().orElseThrow());
    }

    @Test
    void whatMlPerfMeansOtherwiseIsLeftOutByUnit() throws IOException {
        List<String> notes = read(MLPERF).notes();
        assertTrue(notes.contains("3 rows were left out: none of the metrics has a value there"), notes.toString());
        assertTrue(notes.contains("left out Result: in Watts, of the whole system at the wall; power here is of the "
                + "device"), notes.toString());
        assertTrue(notes.contains("left out Result: in Queries/s, what was sent; throughput here is what was "
                + "finished"), notes.toString());
    }

    @Test
    void aFormatThatAFileIsNotOfSaysWhatItLacks() {
        assertEquals("results: is no model-analyzer: it has no column 'Model'; there are a, b",
                assertThrows(ForeignFileException.class, () -> read("a,b\n1,2\n", "--format model-analyzer"))
                        .getMessage());
    }

    @Test
    void aFileOfNoFormatSaysWhatWasLookedFor() {
        String message = String.valueOf(
                assertThrows(ForeignFileException.class, () -> read("batch,speed\n1,2\n")).getMessage());
        assertEquals("results: is none of the known formats vllm-study (has no 'study'), vllm-bench (has no "
                + "'request_throughput'), model-analyzer (has no 'Model'), mlperf (has no 'Scenario'); name its columns "
                + "with --map, such as --map batch=COLUMN; there are batch, speed", message);
    }
}
