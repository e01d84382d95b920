package io.paretoscope.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/** Brings a store's tables to the form that this version of the product knows. */
final class Schema {
    private static final String MIGRATIONS = "classpath:io/paretoscope/store/migration";
    private static final String HISTORY = "flyway_schema_history";

    private Schema() {}

    /**
     * Migrates the database on the calling thread.
     *
     * @param connection an open connection to the same database
     * @throws StoreException where the database is of a newer version or of something else
     */
    static void migrate(StoreFile file, DataSource source, Connection connection) throws SQLException {
        if (isForeign(connection)) {
            throw new StoreException(file.path() + ": is an H2 database of something else, and is left as it is; give "
                    + "another store file");
        }
        try {
            Flyway flyway = Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(source)
                    .locations(MIGRATIONS)
                    .table(HISTORY)
                    // By default a migration from the future would be passed over in silence.
                    .ignoreMigrationPatterns(new String[0])
                    .cleanDisabled(true)
                    .load();
            refuseNewer(file, flyway);
            flyway.migrate();
        } catch (FlywayException e) {
            throw new StoreException(file.path() + ": its tables cannot be brought up to date ("
                    + StoreFile.reason(e) + "); keep a copy of it, and give another store file", e);
        }
    }

    private static void refuseNewer(StoreFile file, Flyway flyway) {
        for (MigrationInfo migration : flyway.info().applied()) {
            MigrationState state = migration.getState();
            if (state == MigrationState.FUTURE_SUCCESS || state == MigrationState.FUTURE_FAILED) {
                throw new StoreException(file.path() + ": was written by a newer Paretoscope (its tables have version "
                        + migration.getVersion() + "); open it with that one, or give another store file");
            }
        }
    }

    private static boolean isForeign(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet tables = statement.executeQuery("SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES "
                        + "WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_SCHEMA <> 'INFORMATION_SCHEMA'")) {
            boolean any = false;
            while (tables.next()) {
                if (HISTORY.equals(tables.getString(1))) {
                    return false;
                }
                any = true;
            }
            return any;
        }
    }
}
