package io.paretoscope.chart;

import java.awt.Color;
import java.util.HashSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Contrast as the Web Content Accessibility Guidelines 2.1 define it. */
class ChartStyleTest {

    static Stream<ChartStyle> styles() {
        return Stream.of(ChartStyle.LIGHT, ChartStyle.DARK, ChartStyle.FILE);
    }

    @ParameterizedTest
    @MethodSource("styles")
    void wordsStandOutFromTheBackground(ChartStyle style) {
        assertTrue(contrast(style.text(), style.background()) >= 7);
        assertTrue(contrast(style.muted(), style.background()) >= 4.5);
    }

    @ParameterizedTest
    @MethodSource("styles")
    void theFirstFourSeriesStandOutFromTheBackground(ChartStyle style) {
        IntStream.range(0, 4)
                .forEach(i -> assertTrue(contrast(style.color(i), style.background()) >= 3, "series " + i));
    }

    @ParameterizedTest
    @MethodSource("styles")
    void sixSeriesDifferInColourAndInMarker(ChartStyle style) {
        assertEquals(6, new HashSet<>(style.series()).size());
        assertEquals(6, IntStream.range(0, 6).mapToObj(style::marker).map(Object::toString).distinct().count());
    }

    private static double contrast(Color one, Color other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(Color color) {
        return 0.2126 * linear(color.getRed()) + 0.7152 * linear(color.getGreen()) + 0.0722 * linear(color.getBlue());
    }

    private static double linear(int channel) {
        double share = channel / 255.0;
        return share <= 0.03928 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }
}
