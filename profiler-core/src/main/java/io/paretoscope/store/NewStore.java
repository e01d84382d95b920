package io.paretoscope.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.jdbcx.JdbcDataSource;

/**
 * Makes a store under another name, and gives it its own once it has all its tables: a process that is killed meanwhile leaves
 * nothing that looks like a damaged store.
 */
final class NewStore {
    /** Adds to a database that has the tables and nothing in them. */
    @FunctionalInterface
    interface Filling {
        void fill(Connection connection) throws SQLException;
    }

    private NewStore() {}

    /**
     * Makes an empty store where no file is, or an empty one. What an earlier process left half made is made whole; H2's lock
     * keeps another that is at it now away.
     */
    static void make(StoreFile file) throws SQLException {
        StoreFile making = new StoreFile(beside(file.path(), ".making"), file.disk());
        try {
            fill(making, connection -> {});
        } catch (SQLException | StoreException e) {
            if (!(e instanceof SQLException sql) || file.isInUse(sql)) {
                throw e;
            }
            // Cut short so early that nothing can be made of it; it never held anything.
            moving(file, () -> Files.deleteIfExists(making.path()));
            fill(making, connection -> {});
        }
        moving(file, () -> {
            if (!file.hasContent()) {
                Files.deleteIfExists(file.path());
            }
            place(making.path(), file.path());
        });
    }

    /** Makes the database in {@code making} and closes it, all of it on the disk. */
    static void fill(StoreFile making, Filling filling) throws SQLException {
        JdbcDataSource source = making.makingDataSource();
        try (Connection connection = Schema.connect(making, source);
                Statement statement = connection.createStatement()) {
            filling.fill(connection);
            statement.execute("CHECKPOINT SYNC");
        }
    }

    /** The file of that store while it is made. */
    static Path beside(Path store, String addition) {
        String name = String.valueOf(store.getFileName());
        return store.resolveSibling(name.substring(0, name.length() - StoreFile.SUFFIX.length()) + addition
                + StoreFile.SUFFIX);
    }

    private static void place(Path made, Path store) throws IOException {
        try {
            Placement.move(made, store);
        } catch (FileAlreadyExistsException e) {
            // Another process was faster.
            Files.deleteIfExists(made);
        } catch (NoSuchFileException e) {
            if (!Files.exists(store)) {
                throw e;
            }
        }
    }

    private static void moving(StoreFile file, Moving move) {
        try {
            move.run();
        } catch (IOException e) {
            throw new StoreException(file.path() + ": cannot be made (" + e.getClass().getSimpleName() + ": "
                    + e.getMessage() + "); see to the disk and its free space", e);
        }
    }

    /** A change of folders. */
    @FunctionalInterface
    private interface Moving {
        void run() throws IOException;
    }
}
