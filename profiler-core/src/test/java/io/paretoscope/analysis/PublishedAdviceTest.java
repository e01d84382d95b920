package io.paretoscope.analysis;

import io.paretoscope.foreign.ForeignFiles;
import io.paretoscope.foreign.ForeignRun;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

/** Decisions on points of others, from the file that they published. */
class PublishedAdviceTest {
    @TempDir
    Path folder;

    private List<Candidate> series(String model) {
        return Candidate.of(ForeignFiles.background(folder))
                .stream()
                .filter(candidate -> candidate.series().equals(model))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"2, 96", "3, 128", "4, 256"})
    void theImportedSeriesGivesWhatThePaperFound(double slowdown, int batch) {
        BatchAdvice advice = BatchAdvice.of(series("opt-1.3b"), new BatchAdvice.Rule(0.1, slowdown, Map.of()));
        assertEquals(batch,
                assertInstanceOf(BatchAdvice.Answer.Choose.class, advice.answer()).candidate().batch());
    }

    @Test
    void whatTheFileDoesNotTellIsUnavailable() {
        assertEquals(new Reading.Unavailable("the file does not tell"),
                series("opt-1.3b").getFirst().reading(Metric.ENERGY_PER_TOKEN));
    }

    @Test
    void everyPointWithABatchIsACandidateThatCounts() {
        ForeignRun run = ForeignFiles.background(folder);
        assertEquals(run.points().size(), Candidate.of(run).stream().filter(Candidate::counts).count());
    }
}
