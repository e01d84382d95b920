package io.paretoscope.worker;

import io.paretoscope.engine.DeviceId;

/** Starts workers. Thread-safe. */
public interface WorkerLauncher {
    /**
     * Starts a worker that can use {@code device}.
     *
     * @throws WorkerException where the process cannot be started or does not report
     */
    ModelWorker launch(DeviceId device, WorkerPlace place) throws WorkerException;

    /** Starts a worker that can use {@code device}, anywhere on this machine. */
    default ModelWorker launch(DeviceId device) throws WorkerException {
        return launch(device, WorkerPlace.ANYWHERE);
    }
}
