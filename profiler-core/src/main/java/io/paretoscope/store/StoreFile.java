package io.paretoscope.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcDataSource;

/**
 * The file of a store, checked before H2 sees it: H2 takes an unwritable file for a read-only database and tells little
 * of what is wrong with a file that is not its own.
 *
 * @param path the file itself, absolute, its folder without links
 * @param disk the name by which H2 knows what it writes files with: {@link #DISK}, but in tests of disks that fail
 */
record StoreFile(Path path, String disk) {
    /** The file system itself. */
    static final String DISK = "file";

    static final String SUFFIX = ".mv.db";
    private static final int BLOCK = 4096;
    private static final int LONGEST_REASON = 160;
    /** Both of the first two blocks of an H2 file are headers that begin so; one of them may be torn. */
    private static final byte[] HEADER = "H:".getBytes(StandardCharsets.US_ASCII);

    /**
     * Makes sure that a store can be there, and makes its folder.
     *
     * @param given the file, with or without its suffix {@code .mv.db}
     * @throws StoreException where it cannot
     */
    static StoreFile prepare(Path given, String disk) {
        Path absolute = given.toAbsolutePath().normalize();
        Path name = absolute.getFileName();
        Path parent = absolute.getParent();
        if (name == null || parent == null || Files.isDirectory(absolute)) {
            throw new StoreException(absolute + ": is a folder; a store is a file, such as "
                    + absolute.resolve("runs" + SUFFIX));
        }
        boolean suffixed = name.toString().endsWith(SUFFIX);
        if (!suffixed && Files.exists(absolute)) {
            throw new StoreException(absolute + ": is not a store; the name of a store's file ends in " + SUFFIX);
        }
        Path folder = folder(parent, absolute);
        StoreFile file = new StoreFile(folder.resolve(suffixed ? name.toString() : name + SUFFIX), disk);
        file.check(folder);
        return file;
    }

    static Path suffixed(Path file) {
        return file.toString().endsWith(SUFFIX) ? file : file.resolveSibling(file.getFileName() + SUFFIX);
    }

    private static Path folder(Path folder, Path file) {
        try {
            return Files.createDirectories(folder).toRealPath();
        } catch (FileAlreadyExistsException e) {
            throw new StoreException(file + ": cannot be made, since " + folder + " is not a folder; give a store file "
                    + "in another folder", e);
        } catch (IOException e) {
            throw new StoreException(file + ": its folder cannot be made (" + e.getClass().getSimpleName() + ": "
                    + e.getMessage() + "); give a store file in a folder that you can write to", e);
        }
    }

    private void check(Path folder) {
        if (path.toString().contains(";")) {
            throw new StoreException(path + ": a store's path cannot have a ';' in it; give another");
        }
        if (Files.isDirectory(path)) {
            throw new StoreException(path + ": is a folder; a store is a file, such as "
                    + path.resolve("runs" + SUFFIX));
        }
        if (!Files.exists(path)) {
            if (!Files.isWritable(folder)) {
                throw new StoreException(path + ": its folder is not writable; give a store file in a folder that you "
                        + "can write to");
            }
        } else if (!Files.isWritable(path)) {
            throw new StoreException(path + ": is not writable; let yourself write to it, or give another store file");
        } else if (!looksLikeH2()) {
            throw new StoreException(path + ": is not a store, and is left as it is; give another store file");
        }
    }

    private boolean looksLikeH2() {
        byte[] start;
        try (InputStream in = Files.newInputStream(path)) {
            start = in.readNBytes(2 * BLOCK);
        } catch (IOException e) {
            throw new StoreException(path + ": cannot be read (" + e.getMessage() + "); give another store file", e);
        }
        return start.length == 0 || headerAt(start, 0) || headerAt(start, BLOCK);
    }

    private static boolean headerAt(byte[] start, int from) {
        int to = from + HEADER.length;
        return start.length >= to && Arrays.equals(start, from, to, HEADER, 0, HEADER.length);
    }

    /** Whether there is anything in the file that could be lost. */
    boolean hasContent() {
        return path.toFile().length() > 0;
    }

    /** The file that has what this one had, if all is well. */
    Path rescue() {
        return RescueFile.beside(path);
    }

    /** What to do about a file that is damaged. */
    String wayOut() {
        return Files.exists(rescue())
                ? "rebuild it from " + rescue() + " by 'paretoscope store rebuild', or give another store file"
                : "keep a copy of it, and give another store file";
    }

    /**
     * Makes sure that the rescue file does not know of more than the store.
     *
     * @param state of the store; empty where it is not there, or older than rescue files are
     * @throws StoreException where it does, or is of another store
     */
    void compareWithRescue(Optional<StoreState> state) {
        Optional<RescueFile.Tail> tail;
        try {
            tail = RescueFile.tail(rescue());
        } catch (IOException e) {
            // What cannot be read will not be written either, which is told when that is tried.
            return;
        }
        if (tail.isEmpty() || tail.get().change() == 0) {
            return;
        }
        long known = tail.get().change();
        if (!hasContent()) {
            throw new StoreException(
                    path + ": is not there, but " + rescue() + " has what it held; rebuild it from that"
                            + " by 'paretoscope store rebuild', or move that file away to begin anew");
        }
        if (state.isPresent() && tail.get().store().isPresent()
                && !tail.get().store().equals(state.map(StoreState::id))) {
            throw new StoreException(rescue() + ": belongs to another store than " + path
                    + " beside it; move it away, and this store will make its own");
        }
        long has = state.map(StoreState::changes).orElse(0L);
        if (known > has) {
            throw new StoreException(path + ": lacks the last " + (known - has) + " of " + known + " changes that "
                    + rescue() + " knows of, so it was cut short or is an older copy; it is left as it is: rebuild it "
                    + "by 'paretoscope store rebuild', or move the rescue file away to go on without them");
        }
    }

    /**
     * Copies the file beside itself, durably, before its tables are changed for good; a copy that is there already stays.
     *
     * @param version of its tables
     * @throws StoreException where it cannot be copied
     */
    void keepCopy(String version) {
        String name = String.valueOf(path.getFileName());
        Path copy = path.resolveSibling(name.substring(0, name.length() - SUFFIX.length()) + ".schema-" + version
                + SUFFIX);
        if (Files.exists(copy)) {
            return;
        }
        try {
            Path making = copy.resolveSibling(copy.getFileName() + ".tmp");
            Files.copy(path, making, StandardCopyOption.REPLACE_EXISTING);
            Placement.move(making, copy, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StoreException(path + ": is of an older version and is left as it is, since no copy of it can be "
                    + "kept (" + e.getClass().getSimpleName() + ": " + e.getMessage()
                    + "); see to the disk and its free "
                    + "space", e);
        }
    }

    /**
     * Where H2 connects to. File lock and log stay at H2's own, safe settings; two others are not safe.
     *
     * <ul>
     * <li>Without a write delay no thread of H2's own writes: one that does takes changes off the list of what is unsaved before it
     * has saved them, and {@code CHECKPOINT SYNC} then returns too early.
     * <li>Without time for compaction nothing is moved when the file is closed: a power loss meanwhile can leave a file that H2
     * cannot read any more. {@link Compaction} does it instead, on a copy.
     * </ul>
     */
    JdbcDataSource dataSource() {
        return dataSource(";WRITE_DELAY=0;MAX_COMPACT_TIME=0");
    }

    /** The same by H2's own settings, for a file that is not in its place yet: it is smaller, and nobody was told of it. */
    JdbcDataSource makingDataSource() {
        return dataSource("");
    }

    /** The same, with the promise that not a byte of the file changes. */
    JdbcDataSource readOnlyDataSource() {
        return dataSource(";ACCESS_MODE_DATA=r");
    }

    private JdbcDataSource dataSource(String settings) {
        String file = path.toString();
        JdbcDataSource source = new JdbcDataSource();
        // The store closes the database itself; H2's trace file would be a second file that nobody asked for.
        source.setURL("jdbc:h2:" + disk + ":" + file.substring(0, file.length() - SUFFIX.length())
                + ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0" + settings);
        source.setUser("sa");
        source.setPassword("");
        return source;
    }

    /** Why the database could not be opened. */
    StoreException notOpened(SQLException e) {
        return switch (e.getErrorCode()) {
            case ErrorCode.DATABASE_ALREADY_OPEN_1 -> inUse(e);
            case ErrorCode.WRONG_USER_OR_PASSWORD -> new StoreException(path
                    + ": is an H2 database of something else, with a password; give another store file", e);
            default -> damaged(e);
        };
    }

    /** Whether the database could not be opened because the file is locked. */
    boolean isInUse(SQLException e) {
        return e.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1;
    }

    /** The file is locked. */
    StoreException inUse(Exception e) {
        return new StoreException(path + ": is in use by another process; close it there, or give another store file",
                e);
    }

    /** H2 cannot make sense of the file. */
    StoreException damaged(Exception e) {
        return new StoreException(path + ": cannot be opened and is left as it is (" + reason(e) + "); " + wayOut(), e);
    }

    /** The file by the name under which the layer below H2's tables opens it. */
    String nameForH2() {
        return disk.equals(DISK) ? path.toString() : disk + ":" + path;
    }

    /** Why something could not be written to the open database. */
    StoreException notWritten(String what, SQLException e) {
        return new StoreException(path + ": " + what + " (" + reason(e)
                + "); see to the disk and its free space: all that was stored before stands", e);
    }

    /** Why something could not be read from the open database. */
    StoreException notRead(String what, SQLException e) {
        return new StoreException(path + ": " + what + " (" + reason(e)
                + "); the file may be damaged: keep a copy of it", e);
    }

    /** The one line of an exception of H2 or Flyway that says what happened. */
    static String reason(Throwable e) {
        String message = String.valueOf(e.getMessage());
        String line = message.lines().filter(text -> !text.isBlank()).findFirst().orElse("");
        String told = line.replaceFirst("; SQL statement:.*", "").replaceFirst(" \\[[\\d.]+[-/]\\d+]$", "").strip();
        return told.length() <= LONGEST_REASON ? told : told.substring(0, LONGEST_REASON) + "…";
    }
}
