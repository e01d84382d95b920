package io.paretoscope.analysis;

import io.paretoscope.sweep.Interval;
import io.paretoscope.sweep.Reading;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

class GainTest {
    private static Reading value(double value) {
        return new Reading.Value(value, 3);
    }

    private static Reading value(double low, double value, double high) {
        return new Reading.Value(value, 3, Optional.of(new Interval(low, high, 3)), Optional.empty());
    }

    @Test
    void itIsTheRatioToTheBaseline() {
        assertEquals(new Gain.Ratio(1.5, Optional.empty()), Gain.of(value(300), value(200)));
    }

    @Test
    void itLiesBetweenTheFarthestEndsOfBothIntervals() {
        assertEquals(new Gain.Ratio(1.5, Optional.of(new Gain.Range(270 / 240.0, 330 / 160.0))),
                Gain.of(value(270, 300, 330), value(160, 200, 240)));
    }

    @Test
    void anIntervalBelowZeroIsCutThere() {
        Gain.Ratio gain = assertInstanceOf(Gain.Ratio.class, Gain.of(value(-5, 10, 25), value(8, 10, 12)));
        assertEquals(Optional.of(new Gain.Range(0, 25 / 8.0)), gain.range());
    }

    @Test
    void aBaselineThatMayBeZeroGivesNoRange() {
        assertEquals(new Gain.Ratio(2, Optional.empty()), Gain.of(value(19, 20, 21), value(-1, 10, 21)));
    }

    @ParameterizedTest
    @CsvSource({"270, 300, 330, 160, 200, 240, true", "190, 210, 230, 180, 200, 220, false",
        "90, 100, 110, 160, 200, 240, true"})
    void valuesDifferWhereTheRangeLeavesEqualityOut(double low, double value, double high, double baseLow,
            double base, double baseHigh, boolean differ) {
        Gain.Ratio gain = assertInstanceOf(Gain.Ratio.class,
                Gain.of(value(low, value, high), value(baseLow, base, baseHigh)));
        assertEquals(differ, gain.distinguishable());
    }

    @Test
    void withoutIntervalsNothingIsDistinguishable() {
        assertFalse(new Gain.Ratio(3, Optional.empty()).distinguishable());
    }

    @Test
    void whatIsUnavailableSaysWhy() {
        assertEquals(new Gain.Unknown("no power"), Gain.of(new Reading.Unavailable("no power"), value(1)));
        assertEquals(new Gain.Unknown("of the baseline: no power"),
                Gain.of(value(1), new Reading.Unavailable("no power")));
        assertEquals(new Gain.Unknown("the baseline is 0"), Gain.of(value(1), value(0)));
    }

    @ParameterizedTest
    @CsvSource({"1.352, +35 %", "0.96, -4 %", "1, +0 %", "0.999, +0 %", "12, +1100 %"})
    void itIsShownAsAChangeInPercent(double ratio, String text) {
        assertEquals(text, new Gain.Ratio(ratio, Optional.empty()).text());
    }

    @Test
    void whatCannotBeToldFromNothingSaysSo() {
        assertEquals("+5 %, not distinguishable",
                new Gain.Ratio(1.05, Optional.of(new Gain.Range(0.9, 1.2))).text());
        assertEquals("+5 %", new Gain.Ratio(1.05, Optional.of(new Gain.Range(1.01, 1.2))).text());
        assertEquals("unknown", new Gain.Unknown("no power").text());
        assertEquals("baseline", new Gain.Baseline().text());
    }
}
