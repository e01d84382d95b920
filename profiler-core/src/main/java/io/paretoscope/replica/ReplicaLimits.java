package io.paretoscope.replica;

import java.time.Duration;

/**
 * How long a replica may take before it counts as hanging and is ended.
 *
 * @param load for starting a worker and loading its model
 * @param call for one piece of work that ends by itself: a batch, a cache, a check
 */
public record ReplicaLimits(Duration load, Duration call) {
    /** Long enough for the largest OPT from a slow disk, and for a batch of the largest size on a CPU. */
    public static final ReplicaLimits DEFAULT = new ReplicaLimits(Duration.ofMinutes(20), Duration.ofMinutes(10));

    /** For a window that ends by a rule: its longest time, and a batch that was begun before. */
    Duration window(long mostNanos) {
        return call.plusNanos(mostNanos);
    }
}
