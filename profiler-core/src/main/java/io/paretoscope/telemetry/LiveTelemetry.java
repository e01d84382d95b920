package io.paretoscope.telemetry;

import java.util.List;

/** The newest samples of a device under watch, for pictures that move. Thread-safe and free of locks. */
public interface LiveTelemetry extends Telemetry {
    /** What is sampled here, in the order of {@link Quantity}; it may shrink in the first moments, and grow no more. */
    List<Series> offered();

    /**
     * Copies the newest samples of a quantity, in the order of time, to the beginning of the arrays.
     *
     * @param nanos takes the times, those of {@link System#nanoTime()}
     * @param values takes the values, in the quantity's unit
     * @return how many there are; 0 where the quantity is not sampled
     */
    int newest(Quantity quantity, long[] nanos, double[] values);
}
