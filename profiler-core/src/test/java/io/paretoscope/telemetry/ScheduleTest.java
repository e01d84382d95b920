package io.paretoscope.telemetry;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ScheduleTest {
    private final Schedule schedule = new Schedule(100, 1000);

    @Test
    void theFirstRoundIsDueAPeriodFromNow() {
        assertEquals(1100, schedule.due());
    }

    @Test
    void aLateRoundDoesNotMoveTheNext() {
        schedule.took(5, 1170);
        assertEquals(1200, schedule.due());
    }

    @Test
    void missedRoundsAreLeftOut() {
        schedule.took(5, 1450);
        assertEquals(1500, schedule.due());
    }

    @Test
    void roundsThatTakeLongComeLessOften() {
        long before = schedule.due();
        for (int i = 0; i < 100; i++) {
            before = schedule.due();
            schedule.took(24, before + 24);
        }
        assertEquals(240.0, (double) (schedule.due() - before), 1);
    }

    @Test
    void oneSlowRoundIsSoonForgotten() {
        schedule.took(50, 1150);
        for (int i = 0; i < 30; i++) {
            schedule.took(1, schedule.due() + 1);
        }
        long before = schedule.due();
        schedule.took(1, before + 1);
        assertEquals(100, schedule.due() - before);
    }
}
