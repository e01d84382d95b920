package io.paretoscope.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** How a change is made to last. */
@FunctionalInterface
interface Commit {
    /**
     * Commits, and writes the commit through to the disk: H2 by itself does so some time later, and leaves it in the
     * system's cache.
     */
    Commit DURABLE = connection -> {
        connection.commit();
        try (Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
        }
    };

    /** Commits the transaction of {@code connection}, and returns when it will survive whatever comes. */
    void commit(Connection connection) throws SQLException;
}
