package io.paretoscope.sweep;

/**
 * When a point is warm: after a second at the least, once a run took about as long as the one before it (R9), within a bounded
 * number of runs and a bounded time. Pure: it is told what runs took and says whether another is needed.
 */
final class WarmUp {
    /** Decode steps of a warm-up run: every kernel and allocation of the real run happens within the first few. */
    static final int OUTPUT_TOKENS = 8;

    private static final int LEAST_RUNS = 2;
    /** Of runs that go on to differ; a warm-up of short runs may have more of them within its least time. */
    private static final int MOST_RUNS = 8;
    private static final double CLOSE_ENOUGH = 0.10;
    /** A GPU idles at low clocks, at which equal times prove nothing; how long it takes to rise is not measured. */
    private static final long LEAST_NANOS = 1_000_000_000L;
    private static final long MOST_NANOS = 10_000_000_000L;

    private int runs;
    private long spentNanos;
    private long lastNanos;
    private boolean warm;

    /** Takes note of a finished warm-up run. */
    void ran(long nanos) {
        warm = runs > 0 && Math.abs(nanos - lastNanos) <= CLOSE_ENOUGH * Math.max(nanos, lastNanos);
        runs++;
        spentNanos += nanos;
        lastNanos = nanos;
    }

    /** Whether another warm-up run is needed. */
    boolean wantsMore() {
        if (spentNanos < LEAST_NANOS || runs < LEAST_RUNS) {
            return spentNanos < MOST_NANOS;
        }
        return !warm && runs < MOST_RUNS && spentNanos < MOST_NANOS;
    }

    /** What was spent. */
    WarmUpRecord record() {
        return new WarmUpRecord(spentNanos, runs, warm);
    }
}
