package io.paretoscope.replica;

import java.util.List;

/**
 * Where a replica ran, for the record.
 *
 * @param part which of the point's parts it belongs to: 0 for its own model and batch, from 1 on for its companions
 * @param process which of the point's worker processes, from 0; replicas of one process share one copy of a model's weights
 * @param cpus logical CPUs to which it was pinned, by the system's numbers; none where it was not
 */
public record ReplicaPlace(int part, int process, List<Integer> cpus) {

    /** The one replica of a point, pinned nowhere. */
    public static final ReplicaPlace ANYWHERE = new ReplicaPlace(0, 0, List.of());

    public ReplicaPlace {
        cpus = List.copyOf(cpus);
    }
}
