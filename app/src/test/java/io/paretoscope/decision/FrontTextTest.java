package io.paretoscope.decision;

import io.paretoscope.analysis.Candidate;
import io.paretoscope.analysis.Front;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointMetrics;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class FrontTextTest {
    private static final List<Metric> METRICS = List.of(Metric.OUTPUT_THROUGHPUT, Metric.ITL_MEDIAN);

    @Test
    void whatIsBetterIsSaid() {
        assertEquals("Output throughput (more is better) against ITL median (less is better)",
                FrontText.metrics(METRICS));
    }

    @Test
    void doubtIsSaid() {
        assertEquals("on the front, undecided",
                FrontText.standing(new Front.Standing.OnFront(false), new Footnotes()));
        assertEquals("on the front", FrontText.standing(new Front.Standing.OnFront(true), new Footnotes()));
    }

    @Test
    void theReasonOfWhatIsLeftOutIsKept() {
        Footnotes notes = new Footnotes();
        assertEquals("left out [1]", FrontText.standing(new Front.Standing.LeftOut("failed: no memory"), notes));
        assertEquals(List.of("failed: no memory"), notes.reasons());
    }

    @Test
    void whereNoPointCountsTheFirstReasonIsSaid() {
        Candidate failed = new Candidate("m, batch 1", "m", 1, 1, PointMetrics.unavailable("failed"),
                Optional.of(new Candidate.Obstacle(Candidate.Obstacle.Kind.FAILED, "failed: no memory")));
        assertEquals("no point that counts: failed: no memory", FrontText.absence(Front.of(List.of(failed), METRICS)));
        assertEquals("no point that counts: it has no points", FrontText.absence(Front.of(List.of(), METRICS)));
    }
}
