package io.paretoscope.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;

/**
 * The row of the table {@code store}.
 *
 * @param id which store it is, wherever it is moved
 * @param changes how many changes it has had
 */
record StoreState(UUID id, long changes) {
    /** Reads it; empty where the table has no row. */
    static Optional<StoreState> read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id, changes FROM store")) {
            return row.next()
                    ? Optional.of(new StoreState(row.getObject(1, UUID.class), row.getLong(2)))
                    : Optional.empty();
        }
    }
}
