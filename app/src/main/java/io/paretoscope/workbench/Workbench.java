package io.paretoscope.workbench;

import io.paretoscope.engine.DeviceId;
import io.paretoscope.store.RunArchive;
import io.paretoscope.sweep.SweepControl;
import io.paretoscope.sweep.SweepEvent;
import io.paretoscope.sweep.SweepListener;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.telemetry.LiveTelemetry;

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

    /**
     * Goes on with a stored run that ended before its plan did: its committed points stand, the others are measured. Where
     * the conditions have changed since, a new run of the same plan begins instead, for numbers of two conditions are not one
     * run; the listener hears which by {@link SweepEvent.Started}.
     *
     * @param listener hears everything, on the sweep's thread; {@link SweepEvent.Finished} alone where the run cannot be
     *     resumed
     * @throws IllegalStateException where a sweep is running already
     */
    SweepControl resume(long runId, SweepListener listener);

    /** The telemetry of a device of this machine; sampling begins with the first call and ends with this workbench. */
    LiveTelemetry telemetry(DeviceId device);

    /** The stored runs. */
    RunArchive archive();
}
