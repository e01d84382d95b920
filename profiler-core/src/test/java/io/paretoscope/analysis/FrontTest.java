package io.paretoscope.analysis;

import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FrontTest {
    private static final List<Metric> TWO = List.of(Metric.OUTPUT_THROUGHPUT, Metric.ITL_MEDIAN);
    private static final List<Metric> THREE = List.of(Metric.OUTPUT_THROUGHPUT, Metric.ITL_MEDIAN,
            Metric.ENERGY_PER_TOKEN);
    private static final int SETS = 200;

    private static Candidate candidate(int batch, Reading throughput, Reading itl) {
        return TestCandidates.of(batch, Map.of(Metric.OUTPUT_THROUGHPUT, throughput, Metric.ITL_MEDIAN, itl));
    }

    private static Candidate candidate(int batch, double throughput, double itl) {
        return candidate(batch, TestCandidates.exactly(throughput), TestCandidates.exactly(itl));
    }

    private static List<Front.Standing> standings(Candidate... candidates) {
        return Front.of(List.of(candidates), TWO).members().stream().map(Front.Member::standing).toList();
    }

    @Test
    void moreThroughputAtMoreLatencyIsAChoiceAndNoMistake() {
        assertEquals(List.of(new Front.Standing.OnFront(true), new Front.Standing.OnFront(true)),
                standings(candidate(1, 10, 1), candidate(2, 20, 2)));
    }

    @Test
    void worseInBothIsDominated() {
        Candidate better = candidate(1, 20, 1);
        assertEquals(new Front.Standing.Dominated(better, true), standings(better, candidate(2, 10, 2)).get(1));
    }

    @Test
    void equalInOneAndWorseInTheOtherIsDominated() {
        Candidate better = candidate(1, 20, 1);
        assertEquals(new Front.Standing.Dominated(better, true), standings(better, candidate(2, 20, 2)).get(1));
    }

    @Test
    void equalsDoNotDominateEachOther() {
        assertEquals(List.of(new Front.Standing.OnFront(true), new Front.Standing.OnFront(true)),
                standings(candidate(1, 10, 1), candidate(2, 10, 1)));
    }

    @Test
    void whoDominatesIsOnTheFrontItself() {
        Candidate best = candidate(3, 30, 1);
        List<Front.Standing> standings = standings(candidate(1, 10, 3), candidate(2, 20, 2), best);
        assertEquals(new Front.Standing.Dominated(best, true), standings.getFirst());
    }

    @Test
    void intervalsThatOverlapLeaveItOpen() {
        Candidate noisy = candidate(1, TestCandidates.within(15, 20, 25), TestCandidates.exactly(1));
        List<Front.Standing> standings = standings(noisy,
                candidate(2, TestCandidates.within(14, 19, 24), TestCandidates.exactly(1)));
        assertEquals(new Front.Standing.OnFront(false), standings.getFirst());
        assertEquals(new Front.Standing.Dominated(noisy, false), standings.get(1));
    }

    @Test
    void anIntervalThatMissesItsValueIsWidenedToIt() {
        Candidate one = candidate(1, TestCandidates.within(21, 20, 22), TestCandidates.exactly(1));
        List<Front.Standing> standings = standings(one, candidate(2, 20.5, 1));
        assertEquals(new Front.Standing.Dominated(candidate(2, 20.5, 1), false), standings.getFirst());
    }

    @Test
    void whatIsNotValidIsLeftOutWithTheReason() {
        assertEquals(new Front.Standing.LeftOut("UNSTABLE: no steady state"), standings(candidate(1, 10, 1),
                TestCandidates.without(2, Candidate.Obstacle.Kind.NOT_VALID, "UNSTABLE: no steady state")).get(1));
    }

    @Test
    void whatLacksAMetricIsLeftOutWithTheReason() {
        Candidate lacking = candidate(2, TestCandidates.exactly(1), new Reading.Unavailable("no decode step"));
        assertEquals(new Front.Standing.LeftOut("no ITL median: no decode step"),
                standings(candidate(1, 10, 1), lacking).get(1));
    }

    @Test
    void aFrontIsOverTwoOrThreeMetrics() {
        assertThrows(IllegalArgumentException.class, () -> Front.of(List.of(), List.of(Metric.ITL_MEAN)));
        assertThrows(IllegalArgumentException.class,
                () -> Front.of(List.of(), List.of(Metric.ITL_MEAN, Metric.ITL_MEAN)));
    }

    /** Few different values, so that ties and duplicates are frequent. */
    private static List<Candidate> random(Random random, List<Metric> metrics) {
        int size = 1 + random.nextInt(12);
        return IntStream.range(0, size).mapToObj(batch -> {
            Map<Metric, Reading> readings = new EnumMap<>(Metric.class);
            for (Metric metric : metrics) {
                int value = 1 + random.nextInt(6);
                readings.put(metric, random.nextInt(3) == 0
                        ? TestCandidates.exactly(value)
                        : TestCandidates.within(value - random.nextInt(3), value, value + random.nextInt(3)));
            }
            return TestCandidates.of(batch, readings);
        }).toList();
    }

    private static double good(Metric metric, double value) {
        return metric.better() == Metric.Direction.UP ? value : -value;
    }

    private static boolean dominates(List<Double> one, List<Double> other) {
        boolean noWorse = IntStream.range(0, one.size()).allMatch(i -> one.get(i) >= other.get(i));
        return noWorse && !one.equals(other);
    }

    private static List<Double> values(Candidate candidate, List<Metric> metrics) {
        return metrics.stream()
                .map(metric -> good(metric, candidate.reading(metric).asDouble().orElseThrow()))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithComparingEveryPair(long seed) {
        Random random = new Random(seed);
        for (int set = 0; set < SETS; set++) {
            List<Metric> metrics = random.nextBoolean() ? TWO : THREE;
            List<Candidate> candidates = random(random, metrics);
            List<Candidate> expected = candidates.stream()
                    .filter(candidate -> candidates.stream()
                            .noneMatch(other -> dominates(values(other, metrics), values(candidate, metrics))))
                    .toList();
            assertEquals(expected, Front.of(candidates, metrics).front(), "seed " + seed + ", set " + set);
        }
    }

    /** All corners of the intervals of a small set: what is certain holds in each, what is not differs in some. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void whatIsCertainHoldsWhereverInTheIntervalsTheValuesLie(long seed) {
        Random random = new Random(seed);
        for (int set = 0; set < SETS; set++) {
            List<Candidate> candidates = random(random, TWO).stream().limit(4).toList();
            Front front = Front.of(candidates, TWO);
            List<boolean[]> corners = corners(candidates);
            for (int i = 0; i < candidates.size(); i++) {
                int member = i;
                boolean everOn = corners.stream().anyMatch(on -> on[member]);
                boolean everOff = corners.stream().anyMatch(on -> !on[member]);
                Front.Standing expected = switch (front.members().get(i).standing()) {
                    case Front.Standing.OnFront ignored -> new Front.Standing.OnFront(!everOff);
                    case Front.Standing.Dominated dominated -> new Front.Standing.Dominated(dominated.by(), !everOn);
                    case Front.Standing.LeftOut out -> out;
                };
                assertEquals(expected, front.members().get(i).standing(), "seed " + seed + ", set " + set);
            }
        }
    }

    /** For each way to put every value at one end of its interval, or where it is, who is on the front. */
    private static List<boolean[]> corners(List<Candidate> candidates) {
        List<List<Double>> choices = new ArrayList<>();
        for (Candidate candidate : candidates) {
            for (Metric metric : TWO) {
                Reading.Value reading = (Reading.Value) candidate.reading(metric);
                choices.add(reading.interval()
                        .map(interval -> List.of(good(metric, interval.low()), good(metric, interval.high())))
                        .orElse(List.of(good(metric, reading.value()))));
            }
        }
        List<boolean[]> corners = new ArrayList<>();
        pick(choices, new ArrayList<>(), corners);
        assertTrue(!corners.isEmpty());
        return corners;
    }

    private static void pick(List<List<Double>> choices, List<Double> picked, List<boolean[]> corners) {
        if (picked.size() == choices.size()) {
            int size = picked.size() / 2;
            boolean[] on = new boolean[size];
            for (int i = 0; i < size; i++) {
                List<Double> own = picked.subList(2 * i, 2 * i + 2);
                on[i] = IntStream.range(0, size)
                        .noneMatch(other -> dominates(picked.subList(2 * other, 2 * other + 2), own));
            }
            corners.add(on);
            return;
        }
        for (Double value : choices.get(picked.size())) {
            picked.add(value);
            pick(choices, picked, corners);
            picked.removeLast();
        }
    }
}
