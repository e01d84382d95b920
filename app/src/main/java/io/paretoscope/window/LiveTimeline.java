package io.paretoscope.window;

import java.util.ArrayDeque;
import java.util.Deque;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;

/**
 * Which stretch of time charts that move show, all of them the same. It follows the present, or is held: by freezing, or by looking closer. What
 * is held stays as it is, whatever the device reports meanwhile; measuring goes on. Times are those of {@link System#nanoTime()}. On the
 * screen's thread.
 */
final class LiveTimeline {
    private static final long SECOND = 1_000_000_000L;
    /** Closer there is nothing more to see: samples come every 50 ms. */
    static final long SHORTEST_NANOS = SECOND / 2;

    /** How far back charts reach that follow the present. */
    enum Span {
        MINUTE("1 min", 60 * SECOND),
        FIVE_MINUTES("5 min", 300 * SECOND),
        TEN_MINUTES("10 min", 600 * SECOND);

        private final String label;
        private final long nanos;

        Span(String label, long nanos) {
            this.label = label;
            this.nanos = nanos;
        }

        String label() {
            return label;
        }

        long nanos() {
            return nanos;
        }
    }

    /** A stretch of time that is held. */
    private record Window(long from, long to) {}

    private final ObjectProperty<Span> span = new SimpleObjectProperty<>(Span.MINUTE);
    private final ReadOnlyBooleanWrapper held = new ReadOnlyBooleanWrapper();
    private final ReadOnlyIntegerWrapper stretches = new ReadOnlyIntegerWrapper();
    private final DoubleProperty cursor = new SimpleDoubleProperty(Double.NaN);
    private final Deque<Window> windows = new ArrayDeque<>();

    LiveTimeline() {
        span.subscribe(() -> follow());
    }

    /** How far back they reach; a new one follows the present. */
    ObjectProperty<Span> span() {
        return span;
    }

    /** Whether the stretch stands still. */
    ReadOnlyBooleanProperty held() {
        return held.getReadOnlyProperty();
    }

    /** How many stretches are held one within the other; it changes whenever another one is shown. */
    ReadOnlyIntegerProperty stretches() {
        return stretches.getReadOnlyProperty();
    }

    /** Where the crosshair is, as a share of the width from the left; not a number where there is none. */
    DoubleProperty cursor() {
        return cursor;
    }

    /** The left edge. */
    long from(long now) {
        Window window = windows.peek();
        return window == null ? now - span.get().nanos() : window.from();
    }

    /** The right edge. */
    long to(long now) {
        Window window = windows.peek();
        return window == null ? now : window.to();
    }

    /** The time at that share of the width. */
    long at(double share, long now) {
        long from = from(now);
        return from + Math.round(share * (to(now) - from));
    }

    /** Holds what is shown now; nothing where something is held already. */
    void freeze(long now) {
        if (windows.isEmpty()) {
            hold(new Window(from(now), now));
        }
    }

    /** Follows the present again, over the whole span. */
    void follow() {
        windows.clear();
        stretches.set(0);
        held.set(false);
    }

    /** Shows the stretch between two shares of the width, and holds it. */
    void zoom(double one, double other, long now) {
        long from = at(Math.clamp(Math.min(one, other), 0, 1), now);
        long to = at(Math.clamp(Math.max(one, other), 0, 1), now);
        if (to - from >= SHORTEST_NANOS) {
            freeze(now);
            hold(new Window(from, to));
        }
    }

    /** Goes back to the stretch before the last zoom; from the first one to the present. */
    void zoomBack() {
        windows.poll();
        stretches.set(windows.size());
        // The first one that is held is the frozen whole.
        if (windows.size() <= 1) {
            follow();
        }
    }

    private void hold(Window window) {
        windows.push(window);
        stretches.set(windows.size());
        held.set(true);
    }
}
