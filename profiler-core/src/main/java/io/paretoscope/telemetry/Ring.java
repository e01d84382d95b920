package io.paretoscope.telemetry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The newest samples of a series. One thread writes; any number read, without locks and without ever holding up the writer. A
 * reader gets whole samples only, in order and without holes: what the writer may have overtaken meanwhile is left out.
 *
 * <p>The writer announces a sample in {@code begun} before it touches the sample's slot, and in {@code written} once the
 * slot is whole. A reader copies up to {@code written}, and then looks at {@code begun}: had it seen any part of a newer
 * sample in a slot, it would see that sample's announcement too.
 */
final class Ring {
    private static final VarHandle TIMES = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle VALUES = MethodHandles.arrayElementVarHandle(double[].class);
    private static final VarHandle BEGUN;
    private static final VarHandle WRITTEN;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            BEGUN = lookup.findVarHandle(Ring.class, "begun", long.class);
            WRITTEN = lookup.findVarHandle(Ring.class, "written", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long[] times;
    private final double[] values;
    private final int mask;

    @SuppressWarnings("UnusedVariable") // by its handle
    private long begun;
    private long written;

    /** A ring of at least {@code capacity} samples. */
    Ring(int capacity) {
        int size = Integer.highestOneBit(Math.max(1, capacity - 1)) << 1;
        times = new long[size];
        values = new double[size];
        mask = size - 1;
    }

    /** Adds a sample. The one writer's alone. */
    void add(long time, double value) {
        long sequence = written;
        int slot = (int) sequence & mask;
        BEGUN.setOpaque(this, sequence + 1);
        VarHandle.storeStoreFence();
        TIMES.setOpaque(times, slot, time);
        VALUES.setOpaque(values, slot, value);
        WRITTEN.setRelease(this, sequence + 1);
    }

    int capacity() {
        return times.length;
    }

    /** How many samples were ever added. */
    long added() {
        return (long) WRITTEN.getAcquire(this);
    }

    /**
     * Copies the newest samples, in the order of time, to the beginning of the arrays.
     *
     * @return how many there are now: fewer than the arrays take where fewer are held, or where the writer was faster
     */
    int newest(long[] intoTimes, double[] intoValues) {
        long end = added();
        int wanted = (int) Math.min(Math.min(intoTimes.length, intoValues.length), Math.min(end, times.length));
        long first = end - wanted;
        for (int i = 0; i < wanted; i++) {
            int slot = (int) (first + i) & mask;
            intoTimes[i] = (long) TIMES.getOpaque(times, slot);
            intoValues[i] = (double) VALUES.getOpaque(values, slot);
        }
        VarHandle.loadLoadFence();
        long overtaken = (long) BEGUN.getOpaque(this) - times.length - first;
        int lost = Math.clamp(overtaken, 0, wanted);
        if (lost > 0) {
            System.arraycopy(intoTimes, lost, intoTimes, 0, wanted - lost);
            System.arraycopy(intoValues, lost, intoValues, 0, wanted - lost);
        }
        return wanted - lost;
    }
}
