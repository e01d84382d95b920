package io.paretoscope.engine;

import java.util.List;

/**
 * One repeat of a point: batches of the same prompts, one right after the other, so that the batch is full from the first
 * instant to the last and there is no ramp and no drain (R10).
 *
 * @param startNanos the call of the first prefill, after the device was waited for
 * @param endNanos the last token of the last batch is on the host; of the same monotonic clock
 * @param end what ended it
 * @param batches the batches in order, at least one
 * @param differing batches whose tokens were not those of the point's first batch
 */
public record TimedWindow(long startNanos, long endNanos, End end, List<StepTimes> batches, int differing) {
    public TimedWindow {
        batches = List.copyOf(batches);
        if (batches.isEmpty() || endNanos <= startNanos || end == End.NOT_YET) {
            throw new IllegalArgumentException("a window from " + startNanos + " to " + endNanos + " with "
                    + batches.size() + " batches, ended by " + end);
        }
    }

    /** What ended a window. */
    public enum End {
        /** Nothing has. */
        NOT_YET("not ended"),
        /** It reached its least time and its least number of batches. */
        COMPLETE("complete"),
        /** It reached the most time first. */
        TIME_LIMIT("time limit");

        private final String label;

        End(String label) {
            this.label = label;
        }

        /** The word for it in the store and in files. */
        public String label() {
            return label;
        }
    }

    /** How long it lasted, what the host did between batches included. */
    public long nanos() {
        return endNanos - startNanos;
    }

    /** The same window by a clock that shows {@code offset} more. */
    public TimedWindow shifted(long offset) {
        return new TimedWindow(startNanos + offset, endNanos + offset, end, batches, differing);
    }
}
