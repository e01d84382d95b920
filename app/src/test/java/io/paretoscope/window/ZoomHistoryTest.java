package io.paretoscope.window;

import io.paretoscope.chart.PlaneChart;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ZoomHistoryTest {
    private final ZoomHistory zooms = new ZoomHistory();

    private static PlaneChart.Bounds bounds(double left) {
        return new PlaneChart.Bounds(left, 10, 0, 1);
    }

    @Test
    void threeStepsForthAndThreeBackEndWhereTheyBegan() {
        IntStream.of(1, 2, 3).forEach(left -> zooms.left(bounds(left)));
        zooms.back();
        zooms.back();
        assertEquals(Optional.of(bounds(1)), zooms.back());
        assertEquals(Optional.empty(), zooms.back());
    }

    @Test
    void whoHasGoneAllTheWayBackHasNotZoomed() {
        zooms.left(bounds(1));
        assertTrue(zooms.zoomed());
        zooms.back();
        assertFalse(zooms.zoomed());
    }

    @Test
    void onlyTheLatestStepsAreKept() {
        IntStream.range(0, 1000).forEach(left -> zooms.left(bounds(left)));
        assertEquals(100, IntStream.range(0, 1000).filter(_ -> zooms.back().isPresent()).count());
    }
}
