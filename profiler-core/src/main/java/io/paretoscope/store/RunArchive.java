package io.paretoscope.store;

import java.util.List;
import java.util.Optional;

/** The runs that are kept, for reading. Thread-safe; calls block on the disk, so never make them on the FX thread. */
public interface RunArchive {
    /** All runs, newest first. */
    List<RunSummary> runs();

    /** The run of that identity, with all its points. */
    Optional<StoredRun> run(long id);

    /** The newest run. */
    Optional<StoredRun> latest();
}
