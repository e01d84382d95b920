package io.paretoscope.workbench;

import io.paretoscope.engine.DeviceId;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.telemetry.Telemetry;

/** Proves the instrument at the beginning of a run (R37). */
@FunctionalInterface
public interface RunProof {
    /**
     * The self-test that goes with a run: a full one that was made under the same conditions, or else a short one, made now.
     *
     * @param ofRun the run's conditions
     * @param telemetry of the device
     * @return one JSON document
     */
    String of(DeviceId device, Conditions ofRun, Telemetry telemetry);
}
