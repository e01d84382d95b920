package io.paretoscope.selftest;

import io.paretoscope.engine.DeviceId;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Traces;
import java.time.Duration;

/** Asks a device for one of its numbers as fast as it answers; {@link io.paretoscope.telemetry.FullSpeed} does. */
@FunctionalInterface
public interface Poller {
    /** Asks for that time. The result has the quantity's trace, or why there is none. */
    Traces read(DeviceId device, Quantity quantity, Duration time);
}
