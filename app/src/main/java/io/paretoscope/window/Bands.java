package io.paretoscope.window;

import io.paretoscope.sweep.SweepEvent;
import org.jspecify.annotations.Nullable;

/** Stretches of time that are shaded behind a curve. Asked while drawing, so answers make no objects. */
interface Bands {
    /** No stretch at all. */
    Bands NONE = new Bands() {
        @Override
        public int size() {
            return 0;
        }

        @Override
        public long start(int i) {
            throw new IndexOutOfBoundsException(i);
        }

        @Override
        public long end(int i, long now) {
            throw new IndexOutOfBoundsException(i);
        }

        @Override
        public SweepEvent.@Nullable Phase phase(int i) {
            return null;
        }
    };

    int size();

    long start(int i);

    /** Where stretch {@code i} ends; {@code now} where it still lasts. */
    long end(int i, long now);

    /** What went on; null where nothing that is to be shaded did. */
    SweepEvent.@Nullable Phase phase(int i);
}
