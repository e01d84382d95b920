package io.paretoscope.foreign;

import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The whole CSV that was published of vLLM on an H100. */
class PublishedSeriesTest {
    @TempDir
    Path folder;

    private ForeignRun read(String... options) throws IOException {
        return ForeignReader.read(ForeignFiles.published(folder), ForeignFiles.request(options), ForeignFiles.NOW);
    }

    @Test
    void everyRowIsAPoint() throws IOException {
        ForeignRun run = read();
        assertEquals(ForeignFormat.VLLM_STUDY, run.format());
        assertEquals(225, run.points().size());
        assertEquals(2, run.points().getFirst().row());
        assertEquals(226, run.points().getLast().row());
    }

    @Test
    void whatTheFileSaysOfDeviceAndEngineIsKept() throws IOException {
        ForeignRun run = read("--where study=background");
        assertEquals("H100-64GB", run.conditions().get("device"));
        assertEquals("opt-1.3b, opt-2.7b", run.conditions().get("model"));
        assertEquals("flash-attn-2, xformers", run.conditions().get("attention backend"));
    }

    @Test
    void aSeriesIsNamedByItsModelAndWhatElseDiffers() throws IOException {
        assertEquals(List.of("opt-1.3b", "opt-2.7b"), read("--where study=background").series());
    }

    @Test
    void everySeriesDiffersInItsBatchAloneButForRepeatedRows() throws IOException {
        assertTrue(read().notes()
                .contains("1 batch is there more than once in a series; --where COLUMN=VALUE takes "
                        + "some rows, and --map series=COLUMN sets them apart"));
    }

    @Test
    void numbersAreThoseOfTheirColumnsInOurUnits() throws IOException {
        ForeignPoint point = ForeignFiles.at(read("--where study=background", "--where model=opt-1.3b"), 96);
        assertEquals("opt-1.3b, batch 96", point.label());
        assertEquals(new Reading.Value(22.4160, 1, Optional.empty(), Optional.of("column req_per_s")),
                point.reading(Metric.REQUEST_THROUGHPUT));
        assertEquals(13.8938, point.reading(Metric.ITL_MEAN).asDouble().orElseThrow());
        assertEquals(59436.0 * (1 << 20), point.reading(Metric.PEAK_MEMORY).asDouble().orElseThrow());
    }

    @Test
    void anEmptyCellIsUnavailableAndNotZero() throws IOException {
        ForeignRun run = read("--where study=replication/gpu_metrics", "--where model=opt-2.7b");
        assertEquals(new Reading.Unavailable("the file has no value in column 'mean_power_w'"),
                run.points().getFirst().reading(Metric.MEAN_POWER));
    }

    @Test
    void theBatchOfReplicasIsThatOfAllTogether() throws IOException {
        ForeignRun run = read("--where study=replication/overall_metrics", "--where model=opt-1.3b",
                "--where batch=96", "--where replicas=4");
        ForeignPoint point = run.points().getFirst();
        assertEquals(OptionalInt.of(384), point.batch());
        assertEquals(4, point.replicas());
        assertEquals("opt-1.3b, 4 × mps", point.series());
        assertEquals("opt-1.3b, batch 96, 4 × mps", point.label());
    }

    @Test
    void ttftIsLeftOutBecauseItCountsTheQueue() throws IOException {
        ForeignRun run = read();
        assertFalse(run.points().getFirst().metrics().containsKey(Metric.TTFT_MEDIAN));
        assertTrue(run.notes()
                .contains("left out mean_ttft_ms, median_ttft_ms, p99_ttft_ms: with the wait in the queue, since all "
                        + "requests were sent at once; TTFT here begins with prefill"),
                run.notes().toString());
    }

    @Test
    void wordsAboutAPointGoWithIt() throws IOException {
        assertEquals(List.of("only in git history (commit 4455925647dd), superseded or removed at HEAD"),
                read("--where study=history/replication/overall_metrics").points().getFirst().notes());
    }

    @Test
    void whatWasAskedForReplacesWhatTheFormatKnows() throws IOException {
        ForeignRun run = read("--where study=background", "--map itl_mean_ms=mean_tpot_ms");
        assertEquals(3.5939, run.points().getFirst().reading(Metric.ITL_MEAN).asDouble().orElseThrow());
        assertTrue(
                run.notes().contains("left out median_tpot_ms, p99_tpot_ms: over requests; ITL here is over steps"),
                run.notes().toString());
    }

    @Test
    void rowsThatWereNotAskedForAreCounted() throws IOException {
        assertEquals("197 rows were left out: not study=background",
                read("--where study=background").notes().getFirst());
    }

    @Test
    void theSameRequestInAnotherOrderIsTheSameMapping() throws IOException {
        assertEquals(ForeignReader.read(ForeignFiles.published(folder),
                ForeignFiles.request("--where study=background", "--where replicas=1"), ForeignFiles.NOW).mapping(),
                ForeignReader.read(folder.resolve("vllm-h100-opt.csv"),
                        ForeignFiles.request("--where replicas=1", "--where study=background"),
                        ForeignFiles.NOW.plusSeconds(1)).mapping());
    }
}
