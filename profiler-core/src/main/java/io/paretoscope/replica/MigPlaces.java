package io.paretoscope.replica;

import io.paretoscope.worker.WorkerException;
import java.util.List;
import java.util.Map;

/** The MIG instances of a GPU, as places for replicas. */
@FunctionalInterface
public interface MigPlaces {
    /**
     * For each replica what its environment needs to run on an instance of its own.
     *
     * @throws WorkerException where there are too few, saying how an administrator makes more
     */
    List<Map<String, String>> environments(int replicas) throws WorkerException;
}
