package io.paretoscope.sweep;

/**
 * Hears how a sweep goes. Called on the sweep's own thread, in order, and never two at a time; an implementation returns
 * quickly, since measuring waits for it.
 */
@FunctionalInterface
public interface SweepListener {
    /** Something happened. */
    void on(SweepEvent event);
}
