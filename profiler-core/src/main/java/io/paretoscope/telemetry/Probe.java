package io.paretoscope.telemetry;

import java.util.List;

/** One call to a device, which gives the samples of one or more quantities at one moment. */
interface Probe {
    /** How often it is to be read. */
    Pace pace();

    /** What it gives. */
    List<Series> series();

    /**
     * Reads the device now.
     *
     * @param into takes, for each of {@link #series()} by its index, a value or the reason for its absence
     */
    void read(Readings into);
}
