package io.keystile.jdbc;

import io.keystile.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Creates the tables of {@link JdbcApiKeyStore}, {@link JdbcUsageStore}, {@link JdbcAlertStore} and
 * {@link JdbcAlertSettingsStore}, for tests and quick starts. Migrations by Flyway, by Liquibase or by hand use the
 * same files: those in {@code io/keystile/jdbc/<postgresql|mysql|h2>}.
 */
public final class JdbcSchema {
    /** Pools wait less; this is the bound for those that wait for ever. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private JdbcSchema() {}

    /**
     * Creates the tables, columns, indexes and triggers that do not exist yet.
     *
     * @param pool connects as a user with the right to create tables
     * @throws IllegalArgumentException if the database is not supported
     * @throws StoreException if the database does not answer, or rejects a statement
     */
    public static void create(DataSource pool) {
        try (Connection connection = connect(pool)) {
            try (Statement statement = connection.createStatement()) {
                Dialect dialect = Dialect.of(connection);
                execute(dialect.schema(), statement);
                for (Dialect.Addition addition : dialect.additions()) {
                    if (!hasColumn(connection, addition.table(), addition.column())) {
                        upgrade(addition.resource(), statement);
                    }
                }
                if (!tellsChanges(dialect, statement)) {
                    upgrade(dialect.changes(), statement);
                }
            }
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        } catch (SQLException e) {
            throw SqlFailure.toStoreException("create the tables", e);
        }
    }

    /**
     * Returns whether all tables exist, of keys, usage, changes, audit and alerts, with all columns and triggers of
     * this version.
     *
     * @throws StoreException if the database does not answer
     */
    public static boolean exists(DataSource pool) {
        try (Connection connection = connect(pool);
                Statement statement = connection.createStatement()) {
            statement.execute(Sql.LOOK_FOR_TABLES);
            return tellsChanges(Dialect.of(connection), statement);
        } catch (SQLException e) {
            if (SqlFailure.isMissingTable(e) || SqlFailure.isMissingColumn(e)) {
                return false;
            }
            throw SqlFailure.toStoreException("look for the tables", e);
        }
    }

    /** Returns whether all of {@link Dialect#changes} was done. */
    private static boolean tellsChanges(Dialect dialect, Statement statement) throws SQLException {
        try (ResultSet rows =
                statement.executeQuery(dialect == Dialect.POSTGRESQL ? Sql.SCHEMA_OF_TRIGGERS : Sql.CHANGE_COUNT)) {
            return rows.next();
        } catch (SQLException e) {
            if (SqlFailure.isMissingTable(e)) {
                return false;
            }
            throw e;
        }
    }

    /** Connects in another thread, so that the connection is not one of a transaction of the application. */
    private static Connection connect(DataSource pool) {
        return new Connections(pool, PATIENCE).take();
    }

    private static void execute(List<String> resources, Statement statement) throws SQLException {
        for (String sql : resources.stream().flatMap(JdbcSchema::statements).toList()) {
            statement.execute(sql);
        }
    }

    /** Runs what an earlier or a concurrent attempt has not done yet. MySQL knows no ADD COLUMN IF NOT EXISTS. */
    private static void upgrade(String resource, Statement statement) throws SQLException {
        for (String sql : statements(resource).toList()) {
            try {
                statement.execute(sql);
            } catch (SQLException e) {
                if (!SqlFailure.isDoneAlready(e)) {
                    throw e;
                }
            }
        }
    }

    private static boolean hasColumn(Connection connection, String table, String column) throws SQLException {
        DatabaseMetaData metadata = connection.getMetaData();
        boolean upper = metadata.storesUpperCaseIdentifiers();
        String escape = metadata.getSearchStringEscape();
        String schema = connection.getSchema();
        try (ResultSet columns = metadata.getColumns(
                connection.getCatalog(),
                schema == null ? null : schema.replace("_", escape + "_").replace("%", escape + "%"),
                (upper ? table.toUpperCase(Locale.ROOT) : table).replace("_", escape + "_"),
                (upper ? column.toUpperCase(Locale.ROOT) : column).replace("_", escape + "_"))) {
            return columns.next();
        }
    }

    /** Splits a file after each semicolon at the end of a line, except before an indented line, as in a function. */
    private static Stream<String> statements(String resource) {
        try (InputStream file = Objects.requireNonNull(JdbcSchema.class.getResourceAsStream(resource))) {
            String sql = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return Stream.of(sql.split(";\\R(?!\\h)")).filter(part -> !part.isBlank());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
