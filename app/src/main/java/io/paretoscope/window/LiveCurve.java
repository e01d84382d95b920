package io.paretoscope.window;

import io.paretoscope.telemetry.LiveTelemetry;
import io.paretoscope.telemetry.Quantity;
import java.util.Arrays;

/**
 * The newest samples of one quantity in arrays that are made once. The power of a device that counts energy alone is the
 * energy of the last half second over its time.
 */
final class LiveCurve {
    /** Ten minutes at 20 samples a second, and some more. */
    private static final int CAPACITY = 1 << 14;
    private static final long LEAST_POWER_NANOS = 500_000_000L;

    private final Quantity quantity;
    private final long[] nanos = new long[CAPACITY];
    private final double[] values = new double[CAPACITY];
    private int size;

    LiveCurve(Quantity quantity) {
        this.quantity = quantity;
    }

    Quantity quantity() {
        return quantity;
    }

    long[] nanos() {
        return nanos;
    }

    /** In the unit on the screen. */
    double[] values() {
        return values;
    }

    int size() {
        return size;
    }

    /** Takes the newest samples. */
    void read(LiveTelemetry telemetry) {
        size = telemetry.newest(quantity, nanos, values);
        if (size == 0 && quantity == Quantity.POWER_INSTANT) {
            size = telemetry.newest(Quantity.POWER_AVERAGE, nanos, values);
            if (size == 0) {
                size = power(telemetry.newest(Quantity.ENERGY, nanos, values));
            }
        }
        for (int i = 0; i < size; i++) {
            values[i] = QuantityText.scaled(quantity, values[i]);
        }
    }

    /** Turns energies into powers, in place. */
    private int power(int energies) {
        int powers = 0;
        double before = energies > 0 ? values[0] : 0;
        long since = energies > 0 ? nanos[0] : 0;
        for (int i = 1; i < energies; i++) {
            long passed = nanos[i] - since;
            if (passed >= LEAST_POWER_NANOS) {
                double watts = (values[i] - before) / (passed / 1e9);
                before = values[i];
                since = nanos[i];
                nanos[powers] = since;
                values[powers] = watts;
                powers++;
            }
        }
        return powers;
    }

    /** The largest value from {@code from} to {@code to}; 0 where there is none. */
    double most(long from, long to) {
        double most = 0;
        for (int i = size - 1; i >= 0 && nanos[i] >= from; i--) {
            if (nanos[i] <= to) {
                most = Math.max(most, values[i]);
            }
        }
        return most;
    }

    /** The newest value that was known at {@code time}; not a number before the first. */
    double at(long time) {
        int place = Arrays.binarySearch(nanos, 0, size, time);
        int known = place >= 0 ? place : -place - 2;
        return known < 0 ? Double.NaN : values[known];
    }
}
