package io.paretoscope.window;

import io.paretoscope.store.StoredRun;
import java.io.IOException;
import java.nio.file.Path;

/** Writes the points of a run into a file. */
@FunctionalInterface
public interface RunExporter {
    /**
     * Writes {@code run} into {@code file}, replacing it. Called off the FX thread; may block on the disk.
     *
     * @throws IOException with a one-line message, where the file cannot be written
     */
    void write(StoredRun run, Path file) throws IOException;
}
