package io.paretoscope.selftest;

import java.util.Arrays;

/**
 * The clock by which everything is timed, {@link System#nanoTime()}.
 *
 * @param calls how often it was read
 * @param smallestStepNanos the smallest difference between two readings in a row that differ
 * @param medianStepNanos the median of such differences
 * @param callNanos what reading it takes, on average
 * @param falls readings that were earlier than the one before them
 */
public record TimerReading(int calls, long smallestStepNanos, double medianStepNanos, double callNanos, int falls) {

    private static final int CALLS = 200_000;
    /** Readings before those that count, until the loop is compiled. */
    private static final int WARM_UP_CALLS = 100_000;

    /** Reads the clock as fast as it goes; takes some hundredths of a second. */
    static TimerReading measured() {
        read(WARM_UP_CALLS);
        return of(read(CALLS));
    }

    private static long[] read(int calls) {
        long[] readings = new long[calls];
        for (int i = 0; i < calls; i++) {
            readings[i] = System.nanoTime();
        }
        return readings;
    }

    /** What readings in a row, of which at least one differs from the first, say of their clock. */
    static TimerReading of(long[] readings) {
        long[] steps = new long[readings.length];
        int rises = 0;
        int falls = 0;
        for (int i = 1; i < readings.length; i++) {
            long step = readings[i] - readings[i - 1];
            if (step > 0) {
                steps[rises++] = step;
            } else if (step < 0) {
                falls++;
            }
        }
        if (rises == 0) {
            throw new IllegalArgumentException(readings.length + " readings of a clock that stands still");
        }
        long[] sorted = Arrays.copyOf(steps, rises);
        Arrays.sort(sorted);
        return new TimerReading(readings.length, sorted[0], median(sorted),
                (double) (readings[readings.length - 1] - readings[0]) / (readings.length - 1), falls);
    }

    private static double median(long[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    }
}
