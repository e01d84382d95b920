package io.paretoscope.engine;

/**
 * How long a window of batches lasts: until the least time and the least number of batches are both reached, or the most time
 * is over, whichever comes first (R12). A batch that was begun is always ended.
 *
 * @param leastNanos at least this long
 * @param leastBatches at least so many batches, one or more
 * @param mostNanos no batch begins after this; at least {@code leastNanos}
 */
public record WindowRule(long leastNanos, int leastBatches, long mostNanos) {
    public WindowRule {
        if (leastNanos < 0 || leastBatches < 1 || mostNanos < leastNanos) {
            throw new IllegalArgumentException("a window of at least " + leastNanos + " ns and " + leastBatches
                    + " batches, at most " + mostNanos + " ns");
        }
    }

    /** Whether a window that has lasted {@code nanos} and ended {@code batches} is over, and by what. */
    public TimedWindow.End end(long nanos, int batches) {
        if (nanos >= leastNanos && batches >= leastBatches) {
            return TimedWindow.End.COMPLETE;
        }
        return nanos >= mostNanos && batches > 0 ? TimedWindow.End.TIME_LIMIT : TimedWindow.End.NOT_YET;
    }
}
