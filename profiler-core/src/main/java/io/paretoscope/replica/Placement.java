package io.paretoscope.replica;

import java.util.List;
import java.util.OptionalInt;

/**
 * How the replicas of a point share their device.
 *
 * @param replicas of the point's own model and batch, at least 1
 * @param mode how they share
 * @param threadPercentage share of the GPU's threads that MPS leaves to each, 1 to 100; empty for all of them, and in other
 *     modes
 * @param companions replicas of other models or batches beside them
 */
public record Placement(int replicas, ReplicaMode mode, OptionalInt threadPercentage, List<Part> companions) {

    /** One engine, alone on its device. */
    public static final Placement ALONE = new Placement(1, ReplicaMode.STREAMS, OptionalInt.empty(), List.of());

    public Placement {
        companions = List.copyOf(companions);
        if (replicas < 1) {
            throw new IllegalArgumentException("replica count " + replicas + ": must be at least 1");
        }
        if (threadPercentage.isPresent() && mode != ReplicaMode.MPS) {
            throw new IllegalArgumentException("a thread percentage belongs to mode mps, not " + mode);
        }
    }

    /** So many replicas in that mode. */
    public static Placement of(int replicas, ReplicaMode mode) {
        return new Placement(replicas, mode, OptionalInt.empty(), List.of());
    }

    /** All replicas, companions counted. */
    public int total() {
        return replicas + companions.stream().mapToInt(Part::replicas).sum();
    }

    /** Whether there is one replica on the device and nothing that could change it. */
    public boolean alone() {
        return total() == 1 && !mode.needsGpu();
    }

    /** Whether it holds other models or batches than the point's own. */
    public boolean mixed() {
        return !companions.isEmpty();
    }

    /** Such as {@code 1}, {@code 4 × mps}, {@code 2 × mps (50 %)}; the mode alone where models or batches differ. */
    public String label() {
        if (alone()) {
            return "1";
        }
        return (mixed() ? "" : replicas + " × ") + mode + (threadPercentage.isPresent()
                ? " (" + threadPercentage.getAsInt() + " %)"
                : "");
    }
}
