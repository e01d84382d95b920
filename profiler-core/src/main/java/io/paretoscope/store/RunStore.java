package io.paretoscope.store;

import io.paretoscope.foreign.ForeignRun;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.RunLog;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs in an H2 file. One process at a time can have a file open.
 *
 * <p>Thread-safe. Every method blocks until the disk has answered, and may be called on a thread that is or gets
 * interrupted: the database is used on two threads of the store's own, one that writes and one that reads, which nobody
 * interrupts. What a writing method has returned from survives the end of the process and of the power.
 *
 * <p>Every method throws {@link StoreException} where the store fails, was closed, or is asked for what it cannot do.
 */
public final class RunStore implements RunLog, RunArchive, AutoCloseable {
    /** Two stores in one process would share one database of H2 without knowing of each other. */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private static final Logger LOG = LoggerFactory.getLogger(RunStore.class);

    private final StoreFile file;
    private final StoreThread writing;
    private final StoreThread reading;
    private final RunWriter writer;
    private final RunReader reader;

    private RunStore(StoreFile file, StoreThread writing, StoreThread reading, Sessions sessions) {
        this.file = file;
        this.writing = writing;
        this.reading = reading;
        this.writer = sessions.writer();
        this.reader = sessions.reader();
    }

    /**
     * Opens the store in {@code file}, or makes it. Runs that a killed process left running are marked as stopped.
     *
     * @param file with or without its suffix {@code .mv.db}; its folder is made where it is missing
     * @throws StoreException where it cannot be opened; what is there is then left as it is
     */
    public static RunStore open(Path file) {
        return open(file, StoreFile.DISK, Commit.DURABLE);
    }

    /**
     * The same, on a disk that fails or without commits, for tests of what is then lost.
     *
     * @param disk as in {@link StoreFile}
     */
    static RunStore open(Path file, String disk, Commit commit) {
        StoreFile prepared = StoreFile.prepare(file, disk);
        if (!OPEN.add(prepared.path())) {
            throw new StoreException(prepared.path() + ": is open in this process already; close it first");
        }
        StoreThread writing = new StoreThread("run-store-writer");
        StoreThread reading = new StoreThread("run-store-reader");
        Sessions sessions = null;
        try {
            sessions = writing.call(() -> Sessions.open(prepared, commit));
            return new RunStore(prepared, writing, reading, sessions);
        } catch (SQLException e) {
            throw prepared.notOpened(e);
        } finally {
            if (sessions == null) {
                writing.end();
                reading.end();
                OPEN.remove(prepared.path());
            }
        }
    }

    /**
     * The file on disk that {@link #open} would open or make; nothing is touched.
     *
     * @param file with or without its suffix {@code .mv.db}
     */
    public static Path fileOf(Path file) {
        return StoreFile.suffixed(file.toAbsolutePath().normalize());
    }

    /** The store's file. */
    public Path file() {
        return file.path();
    }

    @Override
    public long begin(SweepPlan plan, Conditions conditions, Instant startedAt) {
        return call(writing, "the run could not be begun", () -> writer.begin(plan, conditions, startedAt));
    }

    @Override
    public Set<Integer> resume(long runId) {
        return call(writing, "run " + runId + " could not be resumed", () -> writer.resume(runId));
    }

    @Override
    public void append(long runId, PointResult result) {
        run(writing, "point " + result.point().ordinal() + " of run " + runId + " could not be stored",
                () -> writer.append(runId, result));
    }

    @Override
    public void finish(long runId, RunStatus status, String message) {
        run(writing, "the end of run " + runId + " could not be stored",
                () -> writer.finish(runId, status, message, Instant.now()));
    }

    /**
     * Keeps the result of a self-test with a run, in place of one that it had.
     *
     * @param json the result
     * @throws StoreException where there is no such run, or it is no JSON
     */
    public void selfTest(long runId, String json) {
        run(writing, "the self-test of run " + runId + " could not be stored", () -> writer.selfTest(runId, json));
    }

    @Override
    public void tag(long id, String tag) {
        run(writing, "run " + id + " could not be tagged", () -> writer.tag(id, tag));
    }

    @Override
    public void untag(long id, String tag) {
        run(writing, "run " + id + " could not be untagged", () -> writer.untag(id, tag));
    }

    @Override
    public void note(long id, String text) {
        run(writing, "the note of run " + id + " could not be stored", () -> writer.note(id, text));
    }

    @Override
    public void pin(long id, boolean pinned) {
        run(writing, "run " + id + " could not be pinned", () -> writer.pin(id, pinned));
    }

    @Override
    public void delete(long id) {
        run(writing, "run " + id + " could not be deleted", () -> writer.delete(id));
    }

    @Override
    public void restore(long id) {
        run(writing, "run " + id + " could not be restored", () -> writer.restore(id));
    }

    @Override
    public List<RunSummary> deletedRuns() {
        return call(reading, "the deleted runs could not be listed", reader::deletedRuns);
    }

    @Override
    public void share(long id, Path target) {
        SharedRun shared = call(reading, "run " + id + " could not be read", () -> reader.shared(id))
                .orElseThrow(() -> new StoreException(file.path() + ": there is no run " + id));
        RunFile.write(shared, target);
    }

    @Override
    public long importRun(Path source) {
        SharedRun shared = RunFile.read(source);
        String name = String.valueOf(source.getFileName());
        return call(writing, "the run could not be taken", () -> writer.importRun(shared, name));
    }

    @Override
    public long importForeign(ForeignRun run) {
        return call(writing, "the imported run could not be stored", () -> writer.importForeign(run));
    }

    @Override
    public void deleteForeign(long id) {
        run(writing, "run " + StoredForeignRun.name(id) + " could not be deleted", () -> writer.deleteForeign(id));
    }

    @Override
    public List<ForeignRunSummary> foreignRuns() {
        return call(reading, "the imported runs could not be listed", reader::foreignRuns);
    }

    @Override
    public Optional<StoredForeignRun> foreignRun(long id) {
        return call(reading, "run " + StoredForeignRun.name(id) + " could not be read", () -> reader.foreignRun(id));
    }

    @Override
    public List<RunSummary> runs() {
        return call(reading, "the runs could not be listed", reader::runs);
    }

    @Override
    public Optional<StoredRun> run(long id) {
        return call(reading, "run " + id + " could not be read", () -> reader.run(id));
    }

    @Override
    public Optional<StoredRun> latest() {
        return call(reading, "the newest run could not be read", reader::latest);
    }

    /**
     * Reads the whole store, and computes everything anew that was computed from samples (R31). Takes about as long as to
     * open every run.
     */
    public StoreCheck check() {
        Optional<String> trouble = call(writing, "the store could not be checked", writer::rescueTrouble);
        StoreCheck found = call(reading, "the store could not be checked", reader::check);
        List<String> notes = new ArrayList<>(found.notes());
        trouble.ifPresent(notes::add);
        return new StoreCheck(found.runs(), found.points(), found.foreignRuns(), found.troubles(), notes);
    }

    /**
     * Copies the store as it is now to a ZIP file with the one store file in it. The store can be used meanwhile.
     *
     * @param zip a file that is not there yet
     * @throws StoreException where it is there, or cannot be written
     */
    public void backup(Path zip) {
        Path target = zip.toAbsolutePath().normalize();
        Path making = target.resolveSibling(target.getFileName() + ".tmp");
        if (Files.exists(target)) {
            throw new StoreException(target + ": is there already; give a file that is not");
        }
        try {
            run(writing, "no backup could be written to " + target, () -> writer.backUp(making));
            Placement.move(making, target);
        } catch (IOException e) {
            throw new StoreException(
                    target + ": the backup could not be written (" + e.getClass().getSimpleName() + ": "
                            + e.getMessage() + "); see to the disk and its free space",
                    e);
        } finally {
            try {
                Files.deleteIfExists(making);
            } catch (IOException e) {
                LOG.warn("{}: is left behind: {}", making, e.toString());
            }
        }
    }

    /** The rescue file of the store in {@code file}, whether or not either is there. */
    public static Path rescueOf(Path file) {
        return RescueFile.beside(fileOf(file));
    }

    /**
     * Makes a store from a rescue file, with the same runs under the same numbers. Where it takes the place of the lost store, the
     * rescue file goes on beside it.
     *
     * @param rescue the rescue file; it is only read
     * @param file of the new store, with or without its suffix {@code .mv.db}
     * @throws StoreException where the new file is there already, or the rescue file holds nothing
     */
    public static Rebuilt rebuild(Path rescue, Path file) {
        Path target = fileOf(file);
        if (Files.exists(target)) {
            throw new StoreException(
                    target + ": is there already; give a store file that is not, or move that one away");
        }
        if (!Files.isReadable(rescue) || Files.isDirectory(rescue)) {
            throw new StoreException(
                    rescue + ": is not a file that can be read; give the file that lies beside a store "
                            + "and ends in .rescue.jsonl");
        }
        Path making = NewStore.beside(target, ".rebuilding");
        StoreThread thread = new StoreThread("run-store-rebuilder");
        try {
            StoreFile made = StoreFile.prepare(making, StoreFile.DISK);
            Files.deleteIfExists(making);
            StoreRebuilder rebuilder = new StoreRebuilder(rescue);
            thread.callLast(() -> {
                rebuilder.survey();
                NewStore.fill(made, rebuilder::write);
                return null;
            });
            Placement.move(making, target);
            return rebuilder.rebuilt(target);
        } catch (IOException | UncheckedIOException | SQLException e) {
            throw new StoreException(target + ": could not be rebuilt from " + rescue + " (" + StoreFile.reason(e)
                    + "); see to the disk and its free space, and try again", e);
        } finally {
            thread.end();
        }
    }

    /** Waits for what is being written, and closes the file. Further calls do nothing. */
    @Override
    public void close() {
        try {
            reading.callLast(() -> {
                reader.close();
                return null;
            });
            writing.callLast(() -> {
                writer.close();
                return null;
            });
            OPEN.remove(file.path());
        } catch (RejectedExecutionException e) {
            // Closed before.
        } catch (SQLException e) {
            OPEN.remove(file.path());
            throw file.notWritten("the store could not be closed in order", e);
        }
    }

    private void run(StoreThread thread, String failed, Change change) {
        StoreThread.Task<@Nullable Void> task = () -> {
            change.make();
            return null;
        };
        call(thread, failed, task);
    }

    private <T extends @Nullable Object> T call(StoreThread thread, String failed, StoreThread.Task<T> task) {
        try {
            return thread.call(task);
        } catch (SQLException e) {
            throw thread == reading ? file.notRead(failed, e) : file.notWritten(failed, e);
        } catch (RejectedExecutionException e) {
            throw new StoreException(file.path() + ": " + failed + ": the store was closed; open it again", e);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new StoreException(file.path() + ": " + failed + ": " + e.getMessage(), e);
        }
    }

    /** A change of the database. */
    @FunctionalInterface
    private interface Change {
        void make() throws SQLException;
    }

    /** The two ends of an open database. */
    private record Sessions(RunWriter writer, RunReader reader) {
        /** Opens both on the calling thread, which must be the store's. */
        static Sessions open(StoreFile file, Commit commit) throws SQLException {
            if (file.hasContent()) {
                Schema.inspect(file).ifPresentOrElse(file::keepCopy, () -> Compaction.compact(file));
            } else {
                file.compareWithRescue(Optional.empty());
                NewStore.make(file);
            }
            JdbcDataSource source = file.dataSource();
            Connection first = Schema.connect(file, source);
            try {
                first.setAutoCommit(false);
                Rescue rescue = Rescue.open(file, first);
                try {
                    return open(new RunWriter(first, commit, rescue), source);
                } catch (SQLException | RuntimeException e) {
                    rescue.close();
                    throw e;
                }
            } catch (SQLException | RuntimeException e) {
                closeAfter(e, first);
                throw e;
            }
        }

        private static Sessions open(RunWriter writer, JdbcDataSource source) throws SQLException {
            Connection second = source.getConnection();
            try {
                Sessions sessions = new Sessions(writer, new RunReader(second));
                writer.endAbandonedRuns();
                return sessions;
            } catch (SQLException | RuntimeException e) {
                closeAfter(e, second);
                throw e;
            }
        }

        private static void closeAfter(Exception failure, Connection connection) {
            try {
                connection.close();
            } catch (SQLException e) {
                failure.addSuppressed(e);
            }
        }
    }
}
