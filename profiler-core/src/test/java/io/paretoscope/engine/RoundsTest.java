package io.paretoscope.engine;

import io.paretoscope.opt.Precision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Rounds of work on a device whose clock the test moves. */
class RoundsTest {
    private static final long MILLI = 1_000_000L;
    private static final RoundRule RULE = new RoundRule(100 * MILLI, 10, 10_000 * MILLI);

    private final List<Integer> asked = new ArrayList<>();
    private long now;

    /** Work whose repeat number {@code n}, counted over all calls, takes so many microseconds. */
    private Rounds rounds(IntUnaryOperator micros, RoundRule rule) throws EngineException {
        int[] done = {0};
        return Rounds.of(times -> {
            asked.add(times);
            for (int i = 0; i < times; i++) {
                now += micros.applyAsInt(done[0]++) * 1000L;
            }
        }, rule, () -> now);
    }

    @Test
    void aRoundRepeatsTheWorkUntilItLastsAsLongAsAsked() throws EngineException {
        Rounds rounds = rounds(_ -> 1_000, RULE);
        assertEquals(100, rounds.repeats());
        assertEquals(100 * MILLI, rounds.bestNanos());
    }

    @Test
    void aRoundOfWhatTakesLongerThanARoundIsDoneOnce() throws EngineException {
        assertEquals(1, rounds(_ -> 150_000, RULE).repeats());
    }

    @Test
    void steadyWorkIsWarmAfterThreeRoundsAndTimedAsOftenAsAsked() throws EngineException {
        Rounds rounds = rounds(_ -> 1_000, RULE);
        assertTrue(rounds.steady());
        assertEquals(3, rounds.warmUpRounds());
        assertEquals(10, rounds.nanos().size());
    }

    @Test
    void aClockThatRisesIsWaitedFor() throws EngineException {
        // As slow as half at first, then faster from repeat to repeat up to repeat 100.
        Rounds rounds = rounds(done -> 2_000 - Math.min(10 * done, 1_000), RULE);
        assertTrue(rounds.steady());
        assertTrue(rounds.warmUpRounds() > 3, rounds.toString());
        assertEquals(Collections.nCopies(10, MILLI * rounds.repeats()), rounds.nanos());
    }

    @Test
    void workThatNeverBecomesSteadyIsTimedAllTheSameAndSaysSo() throws EngineException {
        Rounds rounds = rounds(done -> 200_000 + 50_000 * (done % 2), RULE);
        assertFalse(rounds.steady());
        assertEquals(10, rounds.nanos().size());
        assertEquals(225 * MILLI, rounds.medianNanos());
    }

    @Test
    void theMostTimeEndsItAfterThreeRoundsAtTheLeast() throws EngineException {
        Rounds rounds = rounds(_ -> 4_000_000, RULE);
        assertEquals(3, rounds.nanos().size());
        assertEquals(12_000 * MILLI, rounds.nanos().stream().mapToLong(Long::longValue).sum());
    }

    @Test
    void workThatTakesNoTimeAtAllEndsToo() throws EngineException {
        assertEquals(1 << 20, rounds(_ -> 0, RULE).repeats());
    }

    @Test
    void fewerThanThreeRoundsAreNoRule() {
        assertThrows(IllegalArgumentException.class, () -> new RoundRule(1, 2, 1));
    }

    @Test
    void aCopyReadsAndWritesEachByte() {
        CopyRate rate = new CopyRate(1_000, new Rounds(5, List.of(4_000L, 2_000L, 8_000L), 3, true));
        assertEquals(10_000, rate.bytesPerRound());
        assertEquals(5e9, rate.bestBytesPerSecond());
        assertEquals(2.5e9, rate.medianBytesPerSecond());
    }

    @Test
    void aProductOfMatricesTakesTwoOperationsForEachOfItsTerms() {
        MatrixRate rate = new MatrixRate(Precision.FP16, 100,
                new Rounds(5, List.of(4_000L, 2_000L, 8_000L), 3, true));
        assertEquals(1e7, rate.flopPerRound());
        assertEquals(5e12, rate.bestFlopPerSecond());
        assertEquals(2.5e12, rate.medianFlopPerSecond());
    }
}
