package io.paretoscope.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/** Brings a store's tables to the form that this version of the product knows. */
final class Schema {
    private static final String MIGRATIONS = "classpath:io/paretoscope/store/migration";
    private static final String HISTORY = "flyway_schema_history";
    /** H2 keeps each table in a map of that name with a number; number 0 says what tables and users there are. */
    private static final String TABLE = "table.";

    private Schema() {}

    /**
     * Makes sure, without changing a byte, that an existing file is a store that this version can use. H2 opens a file
     * of which it finds nothing but the header as an empty database, and would write over the rest; and goes back to the
     * last sound state of a file of which the end is missing, which the rescue file tells.
     *
     * @return the version of its tables, where that is an older one
     * @throws StoreException where it is not
     */
    static Optional<String> inspect(StoreFile file) throws SQLException {
        if (!hasTables(file)) {
            throw empty(file, null);
        }
        JdbcDataSource source = file.readOnlyDataSource();
        try (Connection connection = source.getConnection()) {
            Set<String> tables = tables(connection);
            if (tables.isEmpty()) {
                throw empty(file, null);
            }
            if (!tables.contains(HISTORY)) {
                throw new StoreException(
                        file.path() + ": is an H2 database of something else, and is left as it is; give "
                                + "another store file");
            }
            Flyway flyway = flyway(source);
            refuseNewer(file, flyway);
            file.compareWithRescue(tables.contains("STORE") ? StoreState.read(connection) : Optional.empty());
            MigrationInfo current = flyway.info().current();
            return current == null || flyway.info().pending().length == 0
                    ? Optional.empty()
                    : Optional.of(String.valueOf(current.getVersion()));
        } catch (SQLException e) {
            // H2 has found nothing, and wants to write what an empty database holds.
            if (e.getErrorCode() == ErrorCode.DATABASE_IS_READ_ONLY) {
                throw empty(file, e);
            }
            throw e;
        } catch (FlywayException e) {
            throw notMigrated(file, e);
        }
    }

    /**
     * Whether the layer below the tables finds any but H2's own. H2 would begin to fill a file without, and having failed at
     * that keep it locked until this process ends.
     */
    private static boolean hasTables(StoreFile file) {
        try (MVStore store = new MVStore.Builder().fileName(file.nameForH2()).readOnly().open()) {
            return store.getMapNames().stream().anyMatch(name -> name.startsWith(TABLE) && !name.equals(TABLE + 0));
        } catch (MVStoreException e) {
            throw e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED ? file.inUse(e) : file.damaged(e);
        }
    }

    private static StoreException empty(StoreFile file, @Nullable Exception cause) {
        return new StoreException(file.path() + ": holds no table, so it is damaged or its making was cut short; it is "
                + "left as it is: " + file.wayOut(), cause);
    }

    /**
     * Opens the database on the calling thread, and brings its tables up to date. Where that changed any, the database is closed
     * and opened again: H2 2.4 asks the session that made a {@code CHECK (... IN ...)} whenever it checks it, and Flyway's
     * has ended by then.
     */
    static Connection connect(StoreFile file, DataSource source) throws SQLException {
        try (Connection _ = source.getConnection()) {
            if (flyway(source).migrate().migrationsExecuted == 0) {
                return source.getConnection();
            }
        } catch (FlywayException e) {
            throw notMigrated(file, e);
        }
        return source.getConnection();
    }

    private static Flyway flyway(DataSource source) {
        return Flyway.configure(Schema.class.getClassLoader())
                .dataSource(source)
                .locations(MIGRATIONS)
                .javaMigrations(new RepeatsToWindows())
                .table(HISTORY)
                // By default a migration from the future would be passed over in silence.
                .ignoreMigrationPatterns(new String[0])
                .cleanDisabled(true)
                .load();
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

    private static StoreException notMigrated(StoreFile file, FlywayException e) {
        return new StoreException(file.path() + ": its tables cannot be brought up to date (" + StoreFile.reason(e)
                + "); " + file.wayOut(), e);
    }

    private static Set<String> tables(Connection connection) throws SQLException {
        Set<String> names = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES "
                        + "WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_SCHEMA <> 'INFORMATION_SCHEMA'")) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        return names;
    }
}
