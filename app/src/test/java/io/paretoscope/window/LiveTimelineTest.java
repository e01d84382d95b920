package io.paretoscope.window;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The stretch of time that charts share. */
class LiveTimelineTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long NOW = 1_000 * SECOND;

    private final LiveTimeline timeline = new LiveTimeline();

    private String shown(long now) {
        return timeline.from(now) / SECOND + ".." + timeline.to(now) / SECOND;
    }

    @Test
    void itFollowsThePresent() {
        assertEquals("940..1000", shown(NOW));
        assertEquals("945..1005", shown(NOW + 5 * SECOND));
    }

    @Test
    void anotherSpanReachesFartherBack() {
        timeline.span().set(LiveTimeline.Span.TEN_MINUTES);
        assertEquals("400..1000", shown(NOW));
    }

    @Test
    void whatIsFrozenStays() {
        timeline.freeze(NOW);
        assertEquals("940..1000", shown(NOW + 500 * SECOND));
        timeline.follow();
        assertEquals("1440..1500", shown(NOW + 500 * SECOND));
    }

    @Test
    void freezingTwiceHoldsTheFirstPicture() {
        timeline.freeze(NOW);
        timeline.freeze(NOW + 30 * SECOND);
        assertEquals("940..1000", shown(NOW + 60 * SECOND));
    }

    @Test
    void zoomingThriceAndBackThriceShowsTheSame() {
        timeline.zoom(0.5, 1, NOW);
        assertEquals("970..1000", shown(NOW));
        timeline.zoom(0, 0.5, NOW + SECOND);
        assertEquals("970..985", shown(NOW));
        timeline.zoom(0.8, 0.2, NOW + 2 * SECOND);
        assertEquals("973..982", shown(NOW));
        timeline.zoomBack();
        assertEquals("970..985", shown(NOW));
        timeline.zoomBack();
        assertEquals("970..1000", shown(NOW));
        timeline.zoomBack();
        assertFalse(timeline.held().get());
        assertEquals("940..1000", shown(NOW));
    }

    @Test
    void aStretchOfAMomentIsNoZoom() {
        timeline.zoom(0.5, 0.5001, NOW);
        assertFalse(timeline.held().get());
    }

    @Test
    void aStretchBeyondTheEdgesEndsThere() {
        timeline.zoom(-3, 7, NOW);
        assertEquals("940..1000", shown(NOW + 99 * SECOND));
        assertTrue(timeline.held().get());
    }

    @Test
    void theCrosshairIsAtTheSameTimeInEveryChart() {
        assertEquals(970 * SECOND, timeline.at(0.5, NOW));
    }
}
