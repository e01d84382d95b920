package io.paretoscope.replica;

import io.paretoscope.worker.RemoteEngine;
import java.util.List;

/**
 * A replica that runs.
 *
 * @param part which model and batch
 * @param process which of the group's processes it runs in, from 0
 * @param cpus logical CPUs on which it is kept, by the system's numbers; none where it is not pinned
 * @param engine what runs it
 */
record ReplicaSeat(Part part, int process, List<Integer> cpus, RemoteEngine engine) {
    ReplicaSeat {
        cpus = List.copyOf(cpus);
    }
}
