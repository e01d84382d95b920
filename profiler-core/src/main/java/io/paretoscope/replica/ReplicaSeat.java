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
record ReplicaSeat(ModelSource model, int worker, ReplicaPlace place, RemoteEngine engine) {}
