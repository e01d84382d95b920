package io.paretoscope.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.MVStoreTool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a store's file smaller before it is used. Each change leaves some kilobytes behind that are dead, and H2 may move nothing in
 * a file that is in its place. So a copy is made smaller, compared, and takes the file's place in one step. Where that fails,
 * the file stays as it is.
 */
final class Compaction {
    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);
    /** Smaller files are not worth it. */
    static final long LEAST_BYTES = 16L << 20;
    /** Of a file that is worth it at most so many percent are alive. */
    private static final int MOST_ALIVE_PERCENT = 50;

    private Compaction() {}

    /** Makes the file smaller where that frees much. It is sound, of this version, and open nowhere. */
    static void compact(StoreFile file) {
        if (!file.disk().equals(StoreFile.DISK) || file.path().toFile().length() < LEAST_BYTES) {
            return;
        }
        StoreFile copy = new StoreFile(NewStore.beside(file.path(), ".compacting"), file.disk());
        // An open file is locked: no other process can begin to write to the one that is about to be replaced.
        try (Connection original = file.readOnlyDataSource().getConnection()) {
            if (alivePercent(original) <= MOST_ALIVE_PERCENT) {
                Files.copy(file.path(), copy.path(), StandardCopyOption.REPLACE_EXISTING);
                MVStoreTool.compact(copy.path().toString(), false);
                compare(original, copy);
                Placement.move(copy.path(), file.path(), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (SQLException | IOException | MVStoreException e) {
            LOG.warn("{}: could not be made smaller, and stays as it is: {}", file.path(), StoreFile.reason(e));
            delete(copy.path());
        }
    }

    private static long alivePercent(Connection connection) throws SQLException {
        return numbers(connection, "SELECT CAST(setting_value AS BIGINT) FROM information_schema.settings "
                + "WHERE setting_name = 'info.CHUNKS_FILL_RATE'").getFirst();
    }

    private static void compare(Connection original, StoreFile copy) throws SQLException, IOException {
        try (Connection made = copy.readOnlyDataSource().getConnection()) {
            if (!StoreState.read(made).equals(StoreState.read(original)) || !rows(made).equals(rows(original))) {
                throw new IOException("its copy does not hold the same");
            }
        }
    }

    private static List<Long> rows(Connection connection) throws SQLException {
        return numbers(connection, "SELECT COUNT(*) FROM runs UNION ALL SELECT COUNT(*) FROM run_texts "
                + "UNION ALL SELECT COUNT(*) FROM tags UNION ALL SELECT COUNT(*) FROM points "
                + "UNION ALL SELECT SUM(LENGTH(batches)) FROM windows UNION ALL SELECT SUM(LENGTH(samples)) FROM traces "
                + "UNION ALL SELECT COUNT(*) FROM metrics UNION ALL SELECT COUNT(*) FROM findings "
                + "UNION ALL SELECT COUNT(*) FROM foreign_runs UNION ALL SELECT COUNT(*) FROM foreign_points "
                + "UNION ALL SELECT COUNT(*) FROM foreign_metrics");
    }

    private static List<Long> numbers(Connection connection, String query) throws SQLException {
        List<Long> numbers = new ArrayList<>();
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                numbers.add(row.getLong(1));
            }
        }
        return numbers;
    }

    private static void delete(Path copy) {
        try {
            Files.deleteIfExists(copy);
        } catch (IOException e) {
            LOG.warn("{}: is left behind: {}", copy, e.toString());
        }
    }
}
