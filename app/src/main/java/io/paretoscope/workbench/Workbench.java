package io.paretoscope.workbench;

import io.paretoscope.store.RunArchive;
import io.paretoscope.sweep.SweepControl;
import io.paretoscope.sweep.SweepListener;
import io.paretoscope.sweep.SweepPlan;

/**
 * What the window and the command line both stand on: devices, sweeps and stored runs. Thread-safe. Closing stops a
 * running sweep at once and closes the store.
 */
public interface Workbench extends EngineBench {
    /**
     * Starts a sweep on a thread of its own.
     *
     * @param listener hears everything, on the sweep's thread
     * @throws IllegalStateException where a sweep is running already
     */
    SweepControl start(SweepPlan plan, SweepListener listener);

    /** The stored runs. */
    RunArchive archive();
}
