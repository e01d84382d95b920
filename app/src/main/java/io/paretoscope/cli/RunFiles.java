package io.paretoscope.cli;

import io.paretoscope.store.StoredRun;

/** How files made of a run are called where the user names only a folder. */
final class RunFiles {
    private RunFiles() {}

    /** The name without its ending. */
    static String name(StoredRun run) {
        return "paretoscope-sweep-" + run.summary().id();
    }
}
