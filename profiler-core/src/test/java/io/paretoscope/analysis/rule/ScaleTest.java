package io.paretoscope.analysis.rule;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ScaleTest {
    private static final Scale TO_WARNING = Scale.toWarning(Scale.Unit.SHARE, 0.5, 0.75);
    private static final Scale TO_INFO = Scale.toInfo(Scale.Unit.TIMES, 2, 4);

    @ParameterizedTest
    @CsvSource({"-1, 0", "0.4999, 0", "0.5, 25", "0.625, 49", "0.7499, 73", "0.75, 75", "0.8, 85", "0.9, 100", "9, 100",
        "NaN, 0"})
    void aScoreRisesFromInfoOverWarningToAHundred(double value, int score) {
        assertEquals(score, TO_WARNING.score(value));
    }

    @ParameterizedTest
    @CsvSource({"1.9, 0, OK", "2, 25, INFO", "3, 49, INFO", "4, 74, INFO", "99, 74, INFO"})
    void whereInfoIsTheMostNothingBecomesAWarning(double value, int score, Severity severity) {
        assertEquals(score, TO_INFO.score(value));
        assertEquals(severity, Severity.of(TO_INFO.score(value)));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 75", "2, 100"})
    void whatIsAlwaysAWarningStartsAsOne(double value, int score) {
        assertEquals(score, Scale.toWarning(Scale.Unit.COUNT, 1, 1).score(value));
    }

    @Test
    void aScaleIsSaidInItsUnit() {
        assertEquals("INFO from 50 %, WARNING from 75 %", TO_WARNING.text());
        assertEquals("INFO from 2 ×", TO_INFO.text());
        assertEquals("WARNING from 1", Scale.toWarning(Scale.Unit.COUNT, 1, 1).text());
    }

    @Test
    void aScaleThatFallsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Scale.toWarning(Scale.Unit.SHARE, 0.5, 0.25));
        assertThrows(IllegalArgumentException.class, () -> Scale.toInfo(Scale.Unit.SHARE, 0, 0.25));
    }
}
