package io.paretoscope.window;

import io.paretoscope.sweep.SweepEvent;
import org.jspecify.annotations.Nullable;

/** When a sweep entered which phase, as far back as pictures of the last minutes reach. Of the screen's thread alone. */
final class PhaseLog {
    private static final int CAPACITY = 512;

    private final long[] nanos = new long[CAPACITY];
    private final SweepEvent.@Nullable Phase[] phases = new SweepEvent.Phase[CAPACITY];
    private int size;

    /** The sweep entered {@code phase} at {@code time} of {@link System#nanoTime()}. */
    void enter(SweepEvent.Phase phase, long time) {
        add(phase, time);
    }

    /** The sweep ended. */
    void end(long time) {
        add(null, time);
    }

    private void add(SweepEvent.@Nullable Phase phase, long time) {
        if (size == CAPACITY) {
            int half = CAPACITY / 2;
            System.arraycopy(nanos, half, nanos, 0, half);
            System.arraycopy(phases, half, phases, 0, half);
            size = half;
        }
        nanos[size] = time;
        phases[size] = phase;
        size++;
    }

    /** How many changes are held, the oldest first. */
    int size() {
        return size;
    }

    /** When change {@code i} came. */
    long nanos(int i) {
        return nanos[i];
    }

    /** Into which phase it led; null where the sweep ended. */
    SweepEvent.@Nullable Phase phase(int i) {
        return phases[i];
    }

    /** When it was over; {@code now} where it still lasts. */
    long endNanos(int i, long now) {
        return i + 1 < size ? nanos[i + 1] : now;
    }
}
