package io.paretoscope.sweep;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WarmUpTest {
    private final WarmUp warmUp = new WarmUp();

    @Test
    void aSingleRunIsNeverEnough() {
        warmUp.ran(100);
        assertTrue(warmUp.wantsMore());
    }

    @Test
    void twoRunsWithinATenthOfEachOtherAreWarm() {
        warmUp.ran(100);
        warmUp.ran(91);
        assertFalse(warmUp.wantsMore());
    }

    @Test
    void runsThatKeepChangingStopAtFive() {
        for (long nanos = 1000; warmUp.wantsMore(); nanos /= 2) {
            warmUp.ran(nanos);
        }
        assertEquals(5, warmUp.runs());
    }

    @Test
    void longRunsStopAfterTenSeconds() {
        warmUp.ran(11_000_000_000L);
        assertFalse(warmUp.wantsMore());
        assertEquals(11_000_000_000L, warmUp.spentNanos());
    }
}
