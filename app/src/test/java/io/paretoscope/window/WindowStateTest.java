package io.paretoscope.window;

import io.paretoscope.window.WindowState.Bounds;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class WindowStateTest {
    private static final Bounds PRIMARY = new Bounds(0, 0, 1920, 1080);
    private static final Bounds RIGHT = new Bounds(1920, 0, 1280, 1024);

    @Test
    void aLayoutThatCannotBeIsTheFirst() {
        assertEquals(WindowState.Layout.FIRST, new WindowState.Layout(Double.NaN, OptionalDouble.of(-4), 7, "", "",
                Map.of()));
    }

    @Test
    void aVisibleWindowStaysWhereItIs() {
        Bounds window = new Bounds(100, 50, 800, 600);
        assertEquals(window, window.visibleOn(List.of(PRIMARY, RIGHT)));
    }

    @Test
    void aWindowOnTheSecondScreenStaysThere() {
        Bounds window = new Bounds(2000, 50, 800, 600);
        assertEquals(window, window.visibleOn(List.of(PRIMARY, RIGHT)));
    }

    @Test
    void aWindowOfAScreenThatIsGoneComesBackToThePrimaryOne() {
        assertEquals(new Bounds(1120, 50, 800, 600), new Bounds(2000, 50, 800, 600).visibleOn(List.of(PRIMARY)));
    }

    @Test
    void aWindowAboveTheScreenComesDown() {
        assertEquals(new Bounds(100, 0, 800, 600), new Bounds(100, -400, 800, 600).visibleOn(List.of(PRIMARY)));
    }

    @Test
    void aWindowLargerThanTheScreenShrinks() {
        assertEquals(PRIMARY, new Bounds(-50, -50, 4000, 3000).visibleOn(List.of(PRIMARY)));
    }
}
