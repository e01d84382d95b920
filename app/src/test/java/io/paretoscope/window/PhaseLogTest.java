package io.paretoscope.window;

import io.paretoscope.sweep.SweepEvent;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PhaseLogTest {
    @Test
    void aPhaseLastsUntilTheNextAndTheLastUntilNow() {
        PhaseLog log = new PhaseLog();
        log.enter(SweepEvent.Phase.LOAD, 10);
        log.enter(SweepEvent.Phase.MEASURE, 25);
        assertEquals(25, log.endNanos(0, 99));
        assertEquals(99, log.endNanos(1, 99));
    }

    @Test
    void theOldestGoWhereThereAreMoreThanItHolds() {
        PhaseLog log = new PhaseLog();
        for (int i = 0; i < 10_000; i++) {
            log.enter(SweepEvent.Phase.MEASURE, i);
        }
        assertTrue(log.size() <= 512);
        assertEquals(9_999, log.nanos(log.size() - 1));
    }
}
