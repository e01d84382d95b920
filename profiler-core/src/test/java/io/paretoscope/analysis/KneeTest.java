package io.paretoscope.analysis;

import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class KneeTest {
    private static Knee knee(Candidate... series) {
        return Knee.of(List.of(series), Knee.DEFAULT_EPSILON);
    }

    private static Candidate candidate(int batch, double low, double value, double high) {
        return TestCandidates.of(batch, Map.of(Metric.OUTPUT_THROUGHPUT, TestCandidates.within(low, value, high)));
    }

    private static int batch(Knee knee) {
        return assertInstanceOf(Knee.Answer.At.class, knee.answer()).smallest().batch();
    }

    @Test
    void isTheSmallestBatchWithinFivePercentOfTheBest() {
        assertEquals(4, batch(knee(TestCandidates.of(1, 50), TestCandidates.of(2, 90), TestCandidates.of(4, 95),
                TestCandidates.of(8, 100), TestCandidates.of(16, 99))));
    }

    @Test
    void anIntervalThatReachesTheThresholdIsEnough() {
        Knee knee = knee(TestCandidates.of(1, 50), candidate(2, 89, 93, 97), TestCandidates.of(4, 96),
                TestCandidates.of(8, 100));
        Knee.Answer.At at = assertInstanceOf(Knee.Answer.At.class, knee.answer());
        assertEquals(2, at.smallest().batch());
        assertEquals(List.of(2, 4), at.possible().stream().map(Candidate::batch).toList());
    }

    @Test
    void isStillRisingWhereOnlyTheLargestReachesItsOwnLevel() {
        Knee knee = knee(TestCandidates.of(1, 10), TestCandidates.of(2, 20), TestCandidates.of(4, 40));
        assertEquals(new Knee.Answer.StillRising(TestCandidates.of(4, 40), Optional.empty()), knee.answer());
    }

    @Test
    void memoryComesFirstWhereTheNextLargerDidNotFit() {
        Knee knee = knee(TestCandidates.of(1, 10), TestCandidates.of(2, 20), TestCandidates.of(4, 40),
                TestCandidates.skipped(8, "skipped: needs 9 GiB, cuda:0 has 8 GiB"));
        assertEquals(new Knee.Answer.MemoryFirst(TestCandidates.of(4, 40), "skipped: needs 9 GiB, cuda:0 has 8 GiB"),
                knee.answer());
    }

    @Test
    void saysWhyTheNextLargerDoesNotCount() {
        Knee knee = knee(TestCandidates.of(1, 10), TestCandidates.of(2, 20), TestCandidates.of(4, 40),
                TestCandidates.without(8, Candidate.Obstacle.Kind.NOT_VALID, "UNSTABLE: power"));
        assertEquals(new Knee.Answer.StillRising(TestCandidates.of(4, 40), Optional.of("UNSTABLE: power")),
                knee.answer());
    }

    @Test
    void twoBatchesHaveNoKnee() {
        assertEquals(new Knee.Answer.None("a knee takes at least 3 valid batch sizes, and there are 2"),
                knee(TestCandidates.of(1, 10), TestCandidates.of(2, 20)).answer());
    }

    @Test
    void theGainIsThatOfOneDoublingWhateverTheStep() {
        Knee knee = knee(TestCandidates.of(1, 10), TestCandidates.of(4, 40), TestCandidates.of(8, 60));
        assertEquals(1.0, knee.steps().get(1).gainPerDoubling().orElseThrow(), 1e-9);
        assertEquals(0.5, knee.steps().get(2).gainPerDoubling().orElseThrow(), 1e-9);
        assertTrue(knee.steps().getFirst().gainPerDoubling().isEmpty());
    }

    @Test
    void kneedleFindsTheBendOfTheCurveOfThePaper() {
        // Figure 2 of the paper: y = −1 / (x + 0.1) + 5 at ten places from 0 to 1, of which the knee is at 0.22.
        List<Double> x = IntStream.range(0, 10).mapToObj(i -> i / 9.0).toList();
        List<Double> y = x.stream().map(at -> -1 / (at + 0.1) + 5).toList();
        assertEquals(2.0 / 9, x.get(Kneedle.knee(x, y).orElseThrow()));
    }

    @Test
    void kneedleFindsNothingOnALine() {
        assertTrue(Kneedle.knee(List.of(1.0, 2.0, 3.0, 4.0), List.of(2.0, 4.0, 6.0, 8.0)).isEmpty());
    }

    @Test
    void epsilonIsAShare() {
        assertThrows(IllegalArgumentException.class, () -> Knee.of(List.of(), 0));
        assertThrows(IllegalArgumentException.class, () -> Knee.of(List.of(), Double.NaN));
    }

    /** A point far out on the plateau, which moves Kneedle's answer, must not move this one by more than a step. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aFarPointOnThePlateauMovesItByAtMostOneStep(long seed) {
        Random random = new Random(seed);
        for (int set = 0; set < 200; set++) {
            double half = 1 + random.nextInt(60);
            List<Candidate> series = new ArrayList<>();
            int batch = 1;
            for (int i = 0; i < 12; i++) {
                series.add(TestCandidates.of(batch, batch / (batch + half)));
                batch *= 2;
            }
            int before = batch(Knee.of(series, 0.05));
            double plateau = ((Reading.Value) series.getLast().reading(Metric.OUTPUT_THROUGHPUT)).value();
            series.add(TestCandidates.of(batch * 64, plateau * (1 + 0.001 * random.nextDouble())));
            int after = batch(Knee.of(series, 0.05));
            assertTrue(after == before || after == 2 * before, before + " → " + after);
        }
    }
}
