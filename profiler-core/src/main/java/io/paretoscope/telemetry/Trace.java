package io.paretoscope.telemetry;

import java.util.Arrays;

/**
 * Samples of one quantity in the order of time. Immutable. Times are nanoseconds of a monotonic clock that all traces of one
 * {@link Traces} share; values are in the quantity's unit, and every value is one that the device gave.
 */
public final class Trace {
    private final Quantity quantity;
    private final String source;
    private final long[] nanos;
    private final double[] values;

    /**
     * A trace of copies of the arrays.
     *
     * @param source the call or file that the values come from, such as {@code nvmlDeviceGetTotalEnergyConsumption}
     * @param nanos times, never falling
     * @param values as many values
     */
    public Trace(Quantity quantity, String source, long[] nanos, double[] values) {
        if (nanos.length != values.length) {
            throw new IllegalArgumentException(nanos.length + " times for " + values.length + " values");
        }
        for (int i = 1; i < nanos.length; i++) {
            if (nanos[i] < nanos[i - 1]) {
                throw new IllegalArgumentException("times fall at sample " + i + " of " + quantity.key());
            }
        }
        this.quantity = quantity;
        this.source = source;
        this.nanos = nanos.clone();
        this.values = values.clone();
    }

    /** What was sampled. */
    public Quantity quantity() {
        return quantity;
    }

    /** Where the values come from. */
    public String source() {
        return source;
    }

    /** How many samples there are. */
    public int size() {
        return nanos.length;
    }

    /** When sample {@code i} was taken. */
    public long nanos(int i) {
        return nanos[i];
    }

    /** Sample {@code i}. */
    public double value(int i) {
        return values[i];
    }

    /** A copy of all values. */
    public double[] values() {
        return values.clone();
    }

    /** The samples of a time range, both ends included. */
    public Trace between(long from, long to) {
        int first = firstAtOrAfter(from);
        int end = Math.max(first, to == Long.MAX_VALUE ? size() : firstAtOrAfter(to + 1));
        return new Trace(quantity, source, Arrays.copyOfRange(nanos, first, end),
                Arrays.copyOfRange(values, first, end));
    }

    /** The same samples with {@code offset} added to each time. */
    public Trace shifted(long offset) {
        long[] times = nanos.clone();
        for (int i = 0; i < times.length; i++) {
            times[i] += offset;
        }
        return new Trace(quantity, source, times, values);
    }

    /** These samples and later ones; the source is the later one's where they differ. */
    public Trace followedBy(Trace later) {
        long[] times = Arrays.copyOf(nanos, nanos.length + later.nanos.length);
        System.arraycopy(later.nanos, 0, times, nanos.length, later.nanos.length);
        double[] all = Arrays.copyOf(values, times.length);
        System.arraycopy(later.values, 0, all, values.length, later.values.length);
        return new Trace(quantity, later.source, times, all);
    }

    /** The index of the first sample at {@code time} or later; {@link #size()} where there is none. */
    public int firstAtOrAfter(long time) {
        int low = 0;
        int high = nanos.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (nanos[middle] < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Trace trace && quantity == trace.quantity && source.equals(trace.source)
                && Arrays.equals(nanos, trace.nanos) && Arrays.equals(values, trace.values);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * quantity.hashCode() + Arrays.hashCode(nanos)) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return quantity.key() + " from " + source + ", " + size() + " samples";
    }
}
