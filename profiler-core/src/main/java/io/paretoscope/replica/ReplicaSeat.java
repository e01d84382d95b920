package io.paretoscope.replica;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.worker.RemoteEngine;

/**
 * A replica that runs.
 *
 * @param model what it runs
 * @param worker which of the group's workers it runs in, from 0
 * @param place where that is, for the record
 * @param engine what runs it
 */
record ReplicaSeat(ModelSource model, int worker, ReplicaPlace place, RemoteEngine engine) {
    /**
     * What a replica is called in messages, such as {@code replica 2 of 4 (opt-125m)}.
     *
     * @param replica from 0
     * @param of how many
     * @param more about it; may be empty
     */
    static String name(int replica, int of, ModelSource model, String more) {
        return "replica " + (replica + 1) + " of " + of + " (" + model.config().name()
                + (more.isEmpty() ? "" : ", " + more) + ")";
    }
}
