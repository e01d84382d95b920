package io.paretoscope.chart;

import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class MetricDisplayTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"0.0123456|0.01235", "12.3456|12.35", "999.96|1,000", "1234.5|1,234",
        "123456.7|123,457", "0|0", "7.4|7.400", "120|120.0"})
    void numbersHaveFourSignificantDigits(double value, String text) {
        assertEquals(text, MetricDisplay.number(value));
    }

    @Test
    void bytesAreShownInGibibytes() {
        assertEquals("1.500", MetricDisplay.text(Metric.PEAK_MEMORY, new Reading.Value(1.5 * (1L << 30), 1)));
    }

    @Test
    void theUnitStandsInTheTitle() {
        assertEquals("ITL median (ms)", MetricDisplay.title(Metric.ITL_MEDIAN));
        assertEquals("Peak memory (GiB)", MetricDisplay.title(Metric.PEAK_MEMORY));
    }

    @Test
    void anAbsentValueIsNotANumber() {
        assertEquals("n/a", MetricDisplay.text(Metric.ITL_P99, new Reading.Unavailable("n too small")));
    }

    @Test
    void theExplanationOfAValueCarriesUnitAndSamples() {
        assertEquals("7.250 ms (n = 45)",
                MetricDisplay.explanation(Metric.ITL_MEDIAN, new Reading.Value(7.25, 45)));
    }

    @Test
    void theExplanationOfAnAbsentValueSaysWhy() {
        assertEquals("n/a: n too small",
                MetricDisplay.explanation(Metric.ITL_P99, new Reading.Unavailable("n too small")));
    }
}
