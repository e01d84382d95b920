package io.paretoscope.decision;

import io.paretoscope.analysis.BatchAdvice;
import io.paretoscope.analysis.Candidate;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.Reading;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class AdviceTest {
    private static final Advice ADVICE = Advice.of(List.of(candidate(1, 1, 10), candidate(32, 20, 12),
            candidate(64, 24, 30), candidate(128, 30, 60)), List.of(), BatchAdvice.Rule.DEFAULT);

    private static Candidate candidate(int batch, double requests, double latency) {
        return new Candidate("m, batch " + batch, "m", batch, 1,
                new PointMetrics(Map.of(Metric.REQUEST_THROUGHPUT, new Reading.Value(requests, 3),
                        Metric.OUTPUT_THROUGHPUT, new Reading.Value(16 * requests, 3), Metric.ITL_MEAN,
                        new Reading.Value(latency, 3))),
                Optional.empty());
    }

    @Test
    void theSentenceNamesBatchReferenceAndWhatIsKept() {
        assertEquals(
                "serve with batch 32, the largest that keeps to the rule (reference: batch 32); it has 67 % of the "
                        + "output throughput of batch 128",
                ADVICE.sentence());
    }

    @Test
    void aBatchThatBreaksTheRuleRefersToTheReason() {
        BatchTable table = ADVICE.table();
        assertEquals(List.of("64", "24.00", "0.375", "30.00", "2.50", "[1]"), table.rows().get(2).cells());
        assertEquals("m, batch 64", table.rows().get(2).label());
        assertEquals(List.of("mean ITL is 2.50 times that of the reference, more than 2.0",
                "mean ITL is 5.00 times that of the reference, more than 2.0"), table.footnotes());
    }

    @Test
    void memoryThatIsNotKnownHasNoUse() {
        assertEquals(Optional.empty(), ADVICE.use());
    }
}
