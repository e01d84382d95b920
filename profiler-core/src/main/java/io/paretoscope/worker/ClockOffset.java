package io.paretoscope.worker;

/**
 * By how much this process's monotonic clock is ahead of another's: what to add to its times. Of several round trips the
 * shortest counts, whose answer lies in its middle to within half its length; on one machine the clocks are usually the
 * same and the offset is a few microseconds.
 */
final class ClockOffset {
    private static final int ROUND_TRIPS = 5;

    private ClockReading best = new ClockReading(0, Long.MAX_VALUE);

    /** Asks the other clock what time it is there. */
    @FunctionalInterface
    interface Clock {
        long nanos() throws WorkerException;
    }

    /** The reading after some more round trips; those of earlier calls count too. */
    synchronized ClockReading read(Clock other) throws WorkerException {
        for (int i = 0; i < ROUND_TRIPS; i++) {
            long sent = System.nanoTime();
            long there = other.nanos();
            long received = System.nanoTime();
            long roundTrip = received - sent;
            if (roundTrip < best.roundTripNanos()) {
                best = new ClockReading(sent + roundTrip / 2 - there, roundTrip);
            }
        }
        return best;
    }
}
