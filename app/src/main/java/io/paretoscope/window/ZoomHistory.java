package io.paretoscope.window;

import io.paretoscope.chart.PlaneChart;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** What of a chart was in sight before each zoom and pan, so that one can go back step by step. */
final class ZoomHistory {
    private static final int MOST = 100;

    private final Deque<PlaneChart.Bounds> earlier = new ArrayDeque<>();

    /** What is in sight is about to change, or has changed, from {@code before}. */
    void left(PlaneChart.Bounds before) {
        earlier.push(before);
        if (earlier.size() > MOST) {
            earlier.removeLast();
        }
    }

    /** What was in sight before the last change; empty where everything is. */
    Optional<PlaneChart.Bounds> back() {
        return Optional.ofNullable(earlier.poll());
    }

    /** Whether there was a change. */
    boolean zoomed() {
        return !earlier.isEmpty();
    }

    /** Everything is in sight again. */
    void clear() {
        earlier.clear();
    }
}
