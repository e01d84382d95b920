package io.paretoscope.sweep;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WarmUpTest {
    private static final long SECOND = 1_000_000_000L;

    private final WarmUp warmUp = new WarmUp();

    @Test
    void aSingleRunIsNeverEnough() {
        warmUp.ran(2 * SECOND);
        assertTrue(warmUp.wantsMore());
    }

    @Test
    void twoRunsWithinATenthOfEachOtherAreWarm() {
        warmUp.ran(SECOND);
        warmUp.ran(SECOND * 91 / 100);
        assertFalse(warmUp.wantsMore());
    }

    @Test
    void equalRunsAreNotWarmBeforeASecondIsOver() {
        for (int run = 0; run < 10; run++) {
            assertTrue(warmUp.wantsMore());
            warmUp.ran(SECOND / 10);
        }
        assertFalse(warmUp.wantsMore());
    }

    @Test
    void runsThatKeepChangingStopAtEight() {
        for (long nanos = 2 * SECOND; warmUp.wantsMore(); nanos = nanos * 4 / 5) {
            warmUp.ran(nanos);
        }
        assertEquals(8, warmUp.record().runs());
    }

    @Test
    void longRunsStopAfterTenSeconds() {
        warmUp.ran(11 * SECOND);
        assertFalse(warmUp.wantsMore());
        assertEquals(11 * SECOND, warmUp.record().nanos());
    }
}
