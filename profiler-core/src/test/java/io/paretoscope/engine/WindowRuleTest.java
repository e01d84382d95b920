package io.paretoscope.engine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class WindowRuleTest {
    private final WindowRule rule = new WindowRule(100, 4, 200);

    @ParameterizedTest
    @CsvSource({"99, 4, NOT_YET", "100, 3, NOT_YET", "100, 4, COMPLETE", "300, 4, COMPLETE", "199, 3, NOT_YET",
        "200, 3, TIME_LIMIT", "1000, 1, TIME_LIMIT"})
    void endsOnceBothLeastsAreReachedOrTheMostTimeIsOver(long nanos, int batches, TimedWindow.End end) {
        assertEquals(end, rule.end(nanos, batches));
    }

    @Test
    void aLimitBelowTheLeastTimeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new WindowRule(100, 1, 99));
    }
}
