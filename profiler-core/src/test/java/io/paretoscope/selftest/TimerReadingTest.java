package io.paretoscope.selftest;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TimerReadingTest {
    @Test
    void takesTheStepsBetweenReadingsThatDiffer() {
        TimerReading reading = TimerReading.of(new long[]{100, 100, 130, 130, 130, 150, 250});
        assertEquals(20, reading.smallestStepNanos());
        assertEquals(30, reading.medianStepNanos());
        assertEquals(0, reading.falls());
    }

    @Test
    void aCallTakesTheWholeTimeDividedByTheReadingsAfterTheFirst() {
        assertEquals(25, TimerReading.of(new long[]{100, 100, 130, 130, 130, 150, 250}).callNanos());
    }

    @Test
    void countsHowOftenTheClockWentBack() {
        assertEquals(2, TimerReading.of(new long[]{10, 20, 19, 30, 29, 40}).falls());
    }

    @Test
    void worksAboutTheLargestValueThatAClockCanShow() {
        assertEquals(7, TimerReading.of(new long[]{Long.MAX_VALUE - 3, Long.MIN_VALUE + 3}).smallestStepNanos());
    }

    @Test
    void aClockThatStandsStillIsNoClock() {
        assertThrows(IllegalArgumentException.class, () -> TimerReading.of(new long[]{5, 5, 5}));
    }

    @Test
    void thisMachinesClockRises() {
        TimerReading reading = TimerReading.measured();
        assertTrue(reading.smallestStepNanos() >= 1 && reading.medianStepNanos() >= reading.smallestStepNanos(),
                reading.toString());
        assertEquals(0, reading.falls());
    }
}
