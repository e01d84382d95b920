package io.paretoscope.worker;

/**
 * How far this process's monotonic clock is from a worker's, by the shortest round trip of several.
 *
 * @param offsetNanos what to add to the worker's times to have them by this process's clock
 * @param roundTripNanos how long the question and its answer took together; the offset is right to within half of it
 */
public record ClockReading(long offsetNanos, long roundTripNanos) {}
