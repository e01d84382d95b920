package io.paretoscope.telemetry;

import java.util.List;
import java.util.Map;

/** Something that reports of a device: a driver, the host's system, a recording. Reads only; never changes a setting. */
interface TelemetrySource extends AutoCloseable {
    /** What can be sampled. Probes are read by one thread at a time. */
    List<Probe> probes();

    /** What this source should give but cannot, and why. */
    Map<Quantity, String> unavailable();

    /** Facts that change slowly or never, by name, in the order in which they are shown; read now, by any thread. */
    Map<String, Fact> facts();

    /** The processes that compute on the device now; read by any thread. */
    Processes processes();

    /** Lets go of what it holds. Nothing is read from it any more. */
    @Override
    void close();
}
