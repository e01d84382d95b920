package io.paretoscope.workbench;

import io.paretoscope.sweep.RunLogException;
import java.nio.file.Path;
import java.util.Optional;

/** Opens workbenches. What needs no store gets none, so that asking for devices never makes a file. */
public interface WorkbenchFactory {
    /**
     * The engines alone; no store is opened or made.
     *
     * @param download whether a libtorch for a GPU that is missing may be fetched
     */
    EngineBench openEngines(boolean download);

    /**
     * A workbench that keeps its runs in a store, which is made where there is none. Starts no worker by itself.
     *
     * @param storeFile the store, as the user named it; empty for the one in the user's data directory
     * @throws RunLogException with a one-line message, where the store cannot be opened or written, or another process
     *     has it open
     */
    Workbench open(Optional<Path> storeFile);

    /**
     * The file on disk that {@link #open} would open or make.
     *
     * @param storeFile the store, as the user named it; empty for the one in the user's data directory
     */
    Path storeFile(Optional<Path> storeFile);
}
