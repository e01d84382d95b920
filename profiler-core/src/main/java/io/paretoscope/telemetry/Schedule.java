package io.paretoscope.telemetry;

/**
 * When rounds of samples are due. A round that comes late does not move those after it; rounds that were missed altogether are left
 * out, not made up for. Where rounds take more than a tenth of the period, they come less often, so that sampling never keeps
 * a core, or a driver, busy. One thread's.
 */
final class Schedule {
    private static final int SHARE_OF_PERIOD = 10;

    private final long period;
    private long due;
    /** Smoothed, so that one slow round does not slow the pace down for long. */
    private double roundNanos;

    /** The first round is due a period after {@code now}. */
    Schedule(long period, long now) {
        this.period = period;
        due = now + period;
    }

    /** When the next round is due. */
    long due() {
        return due;
    }

    /** A round took that long, and ended {@code now}. */
    void took(long nanos, long now) {
        roundNanos += (nanos - roundNanos) / SHARE_OF_PERIOD;
        long step = Math.max(period, (long) (roundNanos * SHARE_OF_PERIOD));
        due += step;
        if (due <= now) {
            due += (now - due) / step * step + step;
        }
    }
}
