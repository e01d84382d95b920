package io.paretoscope.cli;

import io.paretoscope.sweep.SweepListener;

/** Shows a running sweep to a person. Events come on the sweep's thread, notes on any. */
interface SweepProgress extends SweepListener, AutoCloseable {
    /** Says something in a line of its own. */
    void note(String text);

    /** Ends the display; a line that follows stands by itself. */
    @Override
    void close();
}
