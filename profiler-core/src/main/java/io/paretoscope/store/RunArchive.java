package io.paretoscope.store;

import io.paretoscope.foreign.ForeignRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The runs that are kept, for reading, and what their owner says about them. Thread-safe; calls block on the disk, so never make them on the FX thread. */
public interface RunArchive {
    /** The most characters of a tag. */
    int LONGEST_TAG = 60;

    /** All runs but the deleted ones, newest first. */
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
     * Keeps a run at the top of lists, or no longer.
     *
     * @throws StoreException where there is no such run
     */
    void pin(long id, boolean pinned);

    /**
     * Takes a run out of all lists. All of it is kept in the file, so that {@link #restore} brings it back.
     *
     * @throws StoreException where there is no such run, or it is under way
     */
    void delete(long id);

    /**
     * Takes a deletion back.
     *
     * @throws StoreException where there is no such run, or it was not deleted
     */
    void restore(long id);

    /** The runs that were deleted, newest first. */
    List<RunSummary> deletedRuns();

    /**
     * Writes a run with all that was measured into a file that another store can take it from.
     *
     * @param file replaced where it exists
     * @throws StoreException where there is no such run, or the file cannot be written
     */
    void share(long id, Path file);

    /**
     * Takes a run from a file that {@link #share} wrote. It can be looked at, compared and described as any other, and not gone
     * on with.
     *
     * @return its number here
     * @throws StoreException where the file is none or damaged, a newer version wrote it, or its run is here already; nothing
     *     is taken from it then
     */
    long importRun(Path file);

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
     * Deletes a run of others, whose file can be imported again.
     *
     * @throws StoreException where there is no such run
     */
    void deleteForeign(long id);
}
