package io.paretoscope.foreign;

import io.paretoscope.analysis.Candidate;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The figures that come with the product. */
class PublishedRunTest {
    private final ForeignRun run = PublishedRun.read(ForeignFiles.NOW);

    @Test
    void itSaysWhoseFiguresTheyAreAndOnWhichCard() {
        assertEquals("Published: vLLM on an H100 64 GB", run.title());
        assertEquals("Recasens et al., Mind the Memory Gap, 2025 (arXiv 2503.08311)", run.conditions().get("source"));
        assertEquals("H100-64GB", run.conditions().get("device"));
        assertTrue(String.valueOf(run.conditions().get("licence")).startsWith("Apache-2.0"));
    }

    @Test
    void itHasASeriesForEachModel() {
        assertEquals(List.of("opt-1.3b", "opt-2.7b"), run.series());
    }

    @Test
    void aFigureIsTheOneOfTheFile() {
        Reading throughput = ForeignFiles.at(run, 1).reading(Metric.OUTPUT_THROUGHPUT);
        assertEquals(276.59, ((Reading.Value) throughput).value());
    }

    @Test
    void everyPointCanBeDecidedOn() {
        assertEquals(run.points().size(), Candidate.of(run).size());
    }

    @Test
    void itIsTheRunThatImportingTheFileMakes(@TempDir Path folder) {
        // So that a user who has the file, too, is told that it is here already.
        ForeignRun same = ForeignFiles.background(folder);
        assertEquals(List.of(same.sha256(), same.mapping()), List.of(run.sha256(), run.mapping()));
    }
}
