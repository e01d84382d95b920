package io.paretoscope.selftest;

import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Trace;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

class UpdatesTest {
    private static final long MILLI = 1_000_000L;

    /** A counter that ticks every {@code period}, asked for at random times that lie up to {@code longest} apart. */
    private static Trace asked(SplittableRandom random, long period, long longest, long time) {
        long[] nanos = new long[(int) (2 * time / longest) * 4];
        double[] values = new double[nanos.length];
        long begun = random.nextLong(1L << 40);
        int samples = 0;
        for (long now = 0; now < time && samples < nanos.length; now += random.nextLong(longest / 4, longest + 1)) {
            nanos[samples] = begun + now;
            long ticks = now / period;
            values[samples] = 500 + 7.5 * ticks;
            samples++;
        }
        return new Trace(Quantity.ENERGY, "test", Arrays.copyOf(nanos, samples), Arrays.copyOf(values, samples));
    }

    private static Updates found(Trace trace) {
        Finding<Updates> finding = Updates.of(trace);
        assertInstanceOf(Finding.Found.class, finding, finding.toString());
        return ((Finding.Found<Updates>) finding).value();
    }

    @RepeatedTest(20)
    void everyIntervalIsRightToWithinTheTimeBetweenTwoAnswers(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        long period = random.nextLong(20, 200) * MILLI;
        long longest = random.nextLong(100_000, 5 * MILLI);
        Updates updates = found(asked(random, period, longest, 20 * period));
        for (long interval : updates.intervalsNanos()) {
            assertTrue(Math.abs(interval - period) <= longest, updates.toString());
        }
        assertEquals(1e9 / period, updates.perSecond(), 1e9 / period * longest / period);
        assertFalse(updates.finerThanAsked());
    }

    @RepeatedTest(20)
    void whatMovesMoreOftenThanItIsAskedForIsCalledFiner(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        assertTrue(found(asked(random, MILLI / 10, MILLI, 100 * MILLI)).finerThanAsked());
    }

    @Test
    void namesTheShortestTheLongestAndTheMiddleInterval() {
        Updates updates = new Updates("test", 100, 1, List.of(30L, 10L, 20L, 100L));
        assertEquals(10, updates.shortestNanos());
        assertEquals(100, updates.longestNanos());
        assertEquals(25, updates.medianNanos());
        assertEquals(4 * 1e9 / 160, updates.perSecond());
    }

    @Test
    void aNumberThatStandsStillHasNoInterval() {
        Trace still = new Trace(Quantity.ENERGY, "test", new long[]{0, 2_000 * MILLI}, new double[]{1, 1});
        assertEquals(new Finding.Unavailable<>("it changed never in 2.0 s of asking, two changes are needed"),
                Updates.of(still));
    }

    @Test
    void oneChangeIsNoIntervalEither() {
        Trace once = new Trace(Quantity.ENERGY, "test", new long[]{0, 500 * MILLI}, new double[]{1, 2});
        assertEquals(new Finding.Unavailable<>("it changed once in 0.5 s of asking, two changes are needed"),
                Updates.of(once));
    }

    @Test
    void noAnswerAtAllIsUnavailable() {
        assertInstanceOf(Finding.Unavailable.class,
                Updates.of(new Trace(Quantity.ENERGY, "test", new long[0], new double[0])));
    }
}
