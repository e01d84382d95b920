package io.paretoscope.telemetry;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A series with the samples that were taken of it, and what became of it last. Written by one thread, read by any. */
final class Channel {
    private static final int FIRST_GUESS = 1024;
    private static final int GROWTH = 4;

    private final Series series;
    private final Ring ring;
    private volatile @Nullable String reason;

    Channel(Series series, int capacity) {
        this.series = series;
        ring = new Ring(capacity);
    }

    Series series() {
        return series;
    }

    Ring ring() {
        return ring;
    }

    /** Takes note that there was none at the last try. */
    void failed(String why) {
        if (!why.equals(reason)) {
            reason = why;
        }
    }

    void sampled(long nanos, double value) {
        ring.add(nanos, value);
        if (reason != null) {
            reason = null;
        }
    }

    /** Why the last try gave nothing; empty where it gave a sample. */
    Optional<String> failure() {
        return Optional.ofNullable(reason);
    }

    /** The samples of a time range that are still held. */
    Trace cut(long from, long to) {
        int most = ring.capacity();
        for (int wanted = Math.min(FIRST_GUESS, most);; wanted = Math.min(GROWTH * wanted, most)) {
            long[] times = new long[wanted];
            double[] values = new double[wanted];
            int count = ring.newest(times, values);
            boolean all = wanted == most || ring.added() <= wanted;
            boolean beyond = count > 0 && times[0] < from;
            if (all || beyond) {
                return new Trace(series.quantity(), series.source(), Arrays.copyOf(times, count),
                        Arrays.copyOf(values, count)).between(from, to);
            }
        }
    }
}
