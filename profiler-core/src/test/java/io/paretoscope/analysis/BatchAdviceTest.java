package io.paretoscope.analysis;

import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BatchAdviceTest {
    private static final List<Candidate> PUBLISHED = published();

    private static List<Candidate> published() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(BatchAdviceTest.class.getResourceAsStream("vllm-opt-1.3b-sharegpt.csv")),
                StandardCharsets.UTF_8))) {
            return reader.lines().skip(2).map(line -> {
                double[] cells = Arrays.stream(line.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
                return TestCandidates.of((int) cells[0], Map.of(
                        Metric.REQUEST_THROUGHPUT, TestCandidates.exactly(cells[1]),
                        Metric.ITL_MEAN, TestCandidates.exactly(cells[2]),
                        Metric.OUTPUT_THROUGHPUT, TestCandidates.exactly(cells[3]),
                        Metric.PEAK_MEMORY, TestCandidates.exactly(cells[4] * (1 << 20))));
            }).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BatchAdvice.Answer.Choose chosen(BatchAdvice advice) {
        return assertInstanceOf(BatchAdvice.Answer.Choose.class, advice.answer());
    }

    private static String why(BatchAdvice advice) {
        return assertInstanceOf(BatchAdvice.Answer.Unknown.class, advice.answer()).reason();
    }

    @ParameterizedTest
    @CsvSource({"2, 96", "3, 128", "4, 256"})
    void givesWhatThePaperFoundForOpt13b(double slowdown, int batch) {
        BatchAdvice advice = BatchAdvice.of(PUBLISHED, new BatchAdvice.Rule(0.1, slowdown, Map.of()));
        assertEquals(batch, chosen(advice).candidate().batch());
        assertEquals(32, chosen(advice).reference().batch());
    }

    @Test
    void tellsTheMemoryThatItFreesAndTheThroughputThatItKeeps() {
        BatchAdvice.Answer.Choose chosen = chosen(BatchAdvice.of(PUBLISHED, BatchAdvice.Rule.DEFAULT));
        assertEquals(768, chosen.largest().batch());
        assertEquals((60688.0 - 59436) * (1 << 20), chosen.freedBytes().orElseThrow());
        assertEquals(6552.55 / 8016.71, chosen.throughputKept().orElseThrow(), 1e-9);
    }

    @Test
    void aSteepEpsilonBindsBeforeLatency() {
        BatchAdvice advice = BatchAdvice.of(PUBLISHED, new BatchAdvice.Rule(0.4, 100, Map.of()));
        // T(32) / (32 T(1)) = 0.469, T(64) / (64 T(1)) = 0.333.
        assertEquals(32, chosen(advice).candidate().batch());
    }

    @Test
    void anAbsoluteLimitBindsBesides() {
        BatchAdvice advice = BatchAdvice.of(PUBLISHED, new BatchAdvice.Rule(0.1, 4, Map.of(Metric.ITL_MEAN, 12.0)));
        assertEquals(64, chosen(advice).candidate().batch());
        assertTrue(advice.trials().get(7).broken().contains("ITL mean is 13.89 ms, more than 12.0"),
                () -> advice.trials().get(7).broken().toString());
    }

    @Test
    void aLimitOnWhatIsUnknownIsBrokenWithTheReason() {
        BatchAdvice advice = BatchAdvice.of(
                List.of(TestCandidates.with(PUBLISHED.getFirst(), Metric.ENERGY_PER_TOKEN,
                        new Reading.Unavailable("no counter"))),
                new BatchAdvice.Rule(0.1, 2, Map.of(Metric.ENERGY_PER_TOKEN, 1.0)));
        assertEquals(List.of("no Energy per token: no counter"),
                assertInstanceOf(BatchAdvice.Answer.NoneFits.class, advice.answer()).nearest().broken());
    }

    @Test
    void withoutBatchOneItSaysSoAndDoesNotGuess() {
        assertEquals("T(1) was not measured: measure batch 1, too",
                why(BatchAdvice.of(PUBLISHED.subList(1, 15), BatchAdvice.Rule.DEFAULT)));
    }

    @Test
    void aBatchOneThatDoesNotCountIsToBeMeasuredAgain() {
        List<Candidate> series = List.of(
                TestCandidates.without(1, Candidate.Obstacle.Kind.NOT_VALID, "UNSTABLE: too short"), PUBLISHED.get(1));
        assertEquals("T(1) does not count (UNSTABLE: too short): measure batch 1 again",
                why(BatchAdvice.of(series, BatchAdvice.Rule.DEFAULT)));
    }

    @Test
    void nothingThatCountsIsSaid() {
        assertEquals("no batch has numbers that count",
                why(BatchAdvice.of(List.of(TestCandidates.skipped(1, "no memory")), BatchAdvice.Rule.DEFAULT)));
    }

    @Test
    void rulesThatMakeNoSenseAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new BatchAdvice.Rule(0, 2, Map.of()));
        assertThrows(IllegalArgumentException.class, () -> new BatchAdvice.Rule(0.1, 0.5, Map.of()));
        assertThrows(IllegalArgumentException.class,
                () -> new BatchAdvice.Rule(0.1, 2, Map.of(Metric.OUTPUT_THROUGHPUT, 1.0)));
        assertThrows(IllegalArgumentException.class,
                () -> new BatchAdvice.Rule(0.1, 2, Map.of(Metric.ITL_MEAN, Double.NaN)));
    }
}
