package io.paretoscope.replica;

import java.util.List;

/**
 * Where a replica ran, for the record.
 *
 * @param process which of the point's worker processes, from 0; replicas of one process share one copy of a model's weights
 * @param cpus logical CPUs to which it was pinned, by the system's numbers; none where it was not
 */
public record ReplicaPlace(int process, List<Integer> cpus) {
    /** The one replica of a point, pinned nowhere. */
    public static final ReplicaPlace ANYWHERE = new ReplicaPlace(0, List.of());

    public ReplicaPlace {
        cpus = List.copyOf(cpus);
    }
}
