package io.paretoscope.sweep;

/** A sweep that is under way. Thread-safe; calls return at once. */
public interface SweepControl {
    /** Ends the sweep once the running point is finished and stored. */
    void stopAfterPoint();

    /** Ends the sweep now: the running point is given up, its worker killed; finished points stand. */
    void stopNow();
}
