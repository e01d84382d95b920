package io.paretoscope.store;

import io.paretoscope.foreign.ForeignRun;
import java.util.List;
import java.util.Optional;

/** The runs that are kept, for reading, and what their owner says about them. Thread-safe; calls block on the disk, so never make them on the FX thread. */
public interface RunArchive {
    /** The most characters of a tag. */
    int LONGEST_TAG = 60;

    /** All runs, newest first. */
    List<RunSummary> runs();

    /** The run of that identity, with all its points. */
    Optional<StoredRun> run(long id);

    /** The newest run. */
    Optional<StoredRun> latest();

    /**
     * Gives a run a tag, for good; one that it has already is no mistake.
     *
     * @param tag one line of at most {@link #LONGEST_TAG} characters; white space around it is dropped
     * @throws StoreException where there is no such run, or it cannot be a tag
     */
    void tag(long id, String tag);

    /**
     * Takes a tag away from a run.
     *
     * @throws StoreException where there is no such run, or it has no such tag
     */
    void untag(long id, String tag);

    /**
     * Writes about a run, in place of what was written before.
     *
     * @param text of any number of lines; empty for nothing
     * @throws StoreException where there is no such run
     */
    void note(long id, String text);

    /**
     * Keeps a run of others.
     *
     * @return its number among those
     * @throws StoreException where the same file was imported in the same way before
     */
    long importForeign(ForeignRun run);

    /** All runs of others, newest first. */
    List<ForeignRunSummary> foreignRuns();

    /** The run of others of that number, with all its points. */
    Optional<StoredForeignRun> foreignRun(long id);

    /**
     * Deletes a run of others, whose file can be imported again. Measured runs are never deleted.
     *
     * @throws StoreException where there is no such run
     */
    void deleteForeign(long id);
}
