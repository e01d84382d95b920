package io.paretoscope.sweep;

import io.paretoscope.replica.Part;
import io.paretoscope.replica.ReplicaMode;
import java.util.List;
import java.util.OptionalInt;

/**
 * The replicas of a plan.
 *
 * @param counts how many replicas of each model and batch, in the order in which they run; each at least 1, none twice
 * @param modes how they share the device, in the order in which they run; none twice
 * @param mpsThreadPercentage share of the GPU's threads that mode mps leaves to each; empty for all of them
 * @param pinned whether replicas are kept on processor cores of their own, where there are enough
 * @param groups different models or batches side by side: each is measured in every mode, and each of its parts alone
 */
public record Replication(List<Integer> counts, List<ReplicaMode> modes, OptionalInt mpsThreadPercentage,
        boolean pinned, List<List<Part>> groups) {

    /** One engine on the device. */
    public static final Replication NONE = new Replication(List.of(1), List.of(ReplicaMode.STREAMS),
            OptionalInt.empty(), true, List.of());
    /** More than any device has been seen to gain from; each has a KV cache, and mostly a process, of its own. */
    public static final int MOST_REPLICAS = 64;

    /**
     * Checks it.
     *
     * @throws IllegalArgumentException saying in one line what is wrong and what would be right
     */
    public Replication {
        counts = List.copyOf(counts);
        modes = List.copyOf(modes);
        groups = groups.stream().map(List::copyOf).toList();
        if (counts.isEmpty() || modes.isEmpty()) {
            throw new IllegalArgumentException("a sweep needs at least one replica count and one replica mode");
        }
        for (int count : counts) {
            if (count < 1 || count > MOST_REPLICAS) {
                throw new IllegalArgumentException("replica count " + count + ": must be 1 to " + MOST_REPLICAS);
            }
        }
        if (counts.stream().distinct().count() != counts.size()) {
            throw new IllegalArgumentException("a replica count is listed twice: " + counts);
        }
        if (modes.stream().distinct().count() != modes.size()) {
            throw new IllegalArgumentException("a replica mode is listed twice: " + modes);
        }
        mpsThreadPercentage.ifPresent(percentage -> {
            if (percentage < 1 || percentage > 100) {
                throw new IllegalArgumentException("MPS thread percentage " + percentage + ": must be 1 to 100");
            }
        });
        if (mpsThreadPercentage.isPresent() && !modes.contains(ReplicaMode.MPS)) {
            throw new IllegalArgumentException("an MPS thread percentage needs replica mode mps");
        }
        for (List<Part> group : groups) {
            long replicas = group.stream().mapToLong(Part::replicas).sum();
            if (replicas > MOST_REPLICAS) {
                throw new IllegalArgumentException("a group of " + replicas + " replicas: must be at most "
                        + MOST_REPLICAS + ": " + group.stream().map(Part::label).toList());
            }
            if (replicas < 2) {
                throw new IllegalArgumentException("a group needs at least two replicas: " + group.stream()
                        .map(Part::label)
                        .toList());
            }
            if (group.stream().map(part -> part.label()).distinct().count() != group.size()) {
                throw new IllegalArgumentException("a group lists a part twice: "
                        + group.stream().map(Part::label).toList());
            }
        }
    }

    /** The percentage where {@code mode} knows one. */
    OptionalInt threadPercentage(ReplicaMode mode) {
        return mode == ReplicaMode.MPS ? mpsThreadPercentage : OptionalInt.empty();
    }
}
