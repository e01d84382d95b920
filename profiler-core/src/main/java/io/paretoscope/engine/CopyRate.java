package io.paretoscope.engine;

/**
 * How fast a device copies within its memory: the slope of the roofline.
 *
 * @param tensorBytes size of the tensor that is copied to another, far beyond any cache
 * @param rounds the copies
 */
public record CopyRate(long tensorBytes, Rounds rounds) {
    private static final double NANOS_PER_SECOND = 1e9;

    /** Bytes moved in a round: each copy reads its tensor once and writes it once. */
    public long bytesPerRound() {
        return 2 * tensorBytes * rounds.repeats();
    }

    /** Bytes read and bytes written in a second, of the shortest round. */
    public double bestBytesPerSecond() {
        return bytesPerRound() / (rounds.bestNanos() / NANOS_PER_SECOND);
    }

    /** The same of the middle round. */
    public double medianBytesPerSecond() {
        return bytesPerRound() / (rounds.medianNanos() / NANOS_PER_SECOND);
    }
}
