package io.paretoscope.analysis;

import io.paretoscope.foreign.ForeignFormat;
import io.paretoscope.foreign.ForeignPoint;
import io.paretoscope.foreign.ForeignRun;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.Reading;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ComparisonTest {
    private static Candidate candidate(String series, int batch, int replicas, Reading throughput) {
        return new Candidate(series + " " + batch, series, batch, replicas,
                new PointMetrics(Map.of(Metric.OUTPUT_THROUGHPUT, throughput)), Optional.empty());
    }

    private static Comparison.Side side(String name, Candidate... candidates) {
        return Comparison.Side.of(name, List.of(candidates));
    }

    private static Comparison.Side foreign(String name, String series, OptionalInt batch, double throughput) {
        return Comparison.Side.of(name, new ForeignRun(name, "f", "", ForeignFormat.TABLE, "", Instant.EPOCH, Map.of(),
                List.of(new ForeignPoint("theirs", series, batch, 1,
                        Map.of(Metric.OUTPUT_THROUGHPUT, new Reading.Value(throughput, 1)), 2, List.of())),
                List.of()));
    }

    private static Gain.Ratio ratio(Comparison comparison) {
        return assertInstanceOf(Gain.Ratio.class,
                comparison.matches().getFirst().gains(Metric.OUTPUT_THROUGHPUT).get(1));
    }

    private static final Candidate ONE = candidate("m", 1, 1, TestCandidates.exactly(100));
    private static final Candidate TWO = candidate("m", 2, 1, TestCandidates.exactly(150));

    @Test
    void pointsOfTheSameSeriesBatchAndReplicasMatch() {
        Comparison comparison = Comparison.of(List.of(side("1", ONE, TWO),
                side("2", candidate("m", 1, 1, TestCandidates.exactly(125)),
                        candidate("m", 2, 2, TestCandidates.exactly(1)))));
        assertEquals(List.of("m, batch 1"),
                comparison.matches().stream().map(match -> match.key().label()).toList());
        assertEquals(1.25, ratio(comparison).ratio());
    }

    @Test
    void theFirstRunIsTheBaseline() {
        assertInstanceOf(Gain.Baseline.class, Comparison.of(List.of(side("1", ONE), side("2", ONE)))
                .matches()
                .getFirst()
                .gains(Metric.OUTPUT_THROUGHPUT)
                .getFirst());
    }

    @Test
    void whereTheFirstRunLacksThePointTheNextIsTheBaseline() {
        Comparison.Match match = Comparison
                .of(List.of(side("1", TWO), side("2", ONE),
                        side("3", candidate("m", 1, 1, TestCandidates.exactly(50)))))
                .matches()
                .getFirst();
        assertEquals(1, match.baseline());
        assertEquals(new Gain.Unknown("the run does not have this point"),
                match.gains(Metric.OUTPUT_THROUGHPUT).getFirst());
        assertEquals(0.5, assertInstanceOf(Gain.Ratio.class, match.gains(Metric.OUTPUT_THROUGHPUT).getLast()).ratio());
    }

    @Test
    void intervalsThatDoNotOverlapAreDistinguishable() {
        Comparison comparison = Comparison
                .of(List.of(side("1", candidate("m", 1, 1, TestCandidates.within(90, 100, 110))),
                        side("2", candidate("m", 1, 1, TestCandidates.within(111, 120, 130)))));
        assertTrue(ratio(comparison).distinguishable());
    }

    @Test
    void intervalsThatOverlapAreNot() {
        Comparison comparison = Comparison
                .of(List.of(side("1", candidate("m", 1, 1, TestCandidates.within(90, 100, 110))),
                        side("2", candidate("m", 1, 1, TestCandidates.within(109, 120, 130)))));
        assertFalse(ratio(comparison).distinguishable());
        assertTrue(ratio(comparison).range().isPresent());
    }

    @Test
    void withoutAnIntervalNothingIsSaidOfThat() {
        assertEquals(Optional.empty(), ratio(Comparison.of(List.of(side("1", ONE), side("2", ONE)))).range());
    }

    @Test
    void syntheticWeightsDoNotSetPointsApart() {
        Comparison comparison = Comparison.of(List.of(
                side("1", candidate("m (synthetic)", 1, 1, TestCandidates.exactly(1)),
                        candidate("n", 1, 1, TestCandidates.exactly(1))),
                side("2", candidate("m", 1, 1, TestCandidates.exactly(1)))));
        assertEquals("m, batch 1", comparison.matches().getFirst().key().label());
    }

    @Test
    void theOnlySeriesOfEachRunMatchWhateverTheyAreCalled() {
        Comparison comparison = Comparison
                .of(List.of(side("1", ONE), foreign("F1", "facebook/m", OptionalInt.of(1), 50)));
        assertEquals("m / facebook/m, batch 1", comparison.matches().getFirst().key().label());
        assertEquals(0.5, ratio(comparison).ratio());
    }

    @Test
    void seriesOfOtherNamesDoNotMatchWhereThereAreSeveral() {
        Comparison comparison = Comparison
                .of(List.of(side("1", ONE, candidate("n", 1, 1, TestCandidates.exactly(1))),
                        foreign("F1", "facebook/m", OptionalInt.of(1), 50)));
        assertEquals(List.of(), comparison.matches());
        assertEquals(new Comparison.Apart("1", "m 1", "no other run has it"), comparison.apart().getFirst());
    }

    @Test
    void pointsWithoutABatchMatchEachOther() {
        assertEquals(2, ratio(Comparison.of(List.of(foreign("F1", "m", OptionalInt.empty(), 50),
                foreign("F2", "m", OptionalInt.empty(), 100)))).ratio());
    }

    @Test
    void aPointWithoutABatchMatchesNoneThatHasOne() {
        assertEquals(List.of(), Comparison.of(List.of(foreign("F1", "m", OptionalInt.empty(), 50), side("1", ONE)))
                .matches());
    }

    @Test
    void pointsThatDoNotCountAreNotComparedAndSaidSo() {
        Candidate bad = new Candidate("m 1", "m", 1, 1, PointMetrics.unavailable("x"),
                Optional.of(new Candidate.Obstacle(Candidate.Obstacle.Kind.NOT_VALID, "UNSTABLE: too short")));
        Comparison comparison = Comparison.of(List.of(side("1", bad), side("2", ONE)));
        assertEquals(List.of(), comparison.matches());
        assertEquals(new Comparison.Apart("1", "m 1", "UNSTABLE: too short"), comparison.apart().getFirst());
    }

    @Test
    void ofPointsOfTheSamePlaceTheFirstIsCompared() {
        Comparison comparison = Comparison.of(List.of(side("1", ONE),
                side("2", ONE, new Candidate("again", "m", 1, 1, ONE.metrics(), Optional.empty()))));
        assertEquals(List.of(new Comparison.Apart("2", "again",
                "the same series, batch and replicas as m 1, which is compared")), comparison.apart());
    }

    @Test
    void metricsThatTwoRunsKnowAreKnown() {
        assertEquals(List.of(Metric.OUTPUT_THROUGHPUT),
                Comparison
                        .of(List.of(side("1", TestCandidates.with(TestCandidates.of(1, 5), Metric.ITL_MEAN,
                                TestCandidates.exactly(3))), foreign("F1", "x", OptionalInt.of(1), 2)))
                        .known());
    }

    @Test
    void oneRunAloneIsNoComparison() {
        assertThrows(IllegalArgumentException.class, () -> Comparison.of(List.of(side("1", ONE))));
    }
}
