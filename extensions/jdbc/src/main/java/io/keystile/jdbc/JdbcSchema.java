package io.keystile.jdbc;

import io.keystile.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Creates the tables of {@link JdbcApiKeyStore} and {@link JdbcUsageStore}, for tests and quick starts. Migrations by
 * Flyway, by Liquibase or by hand use the same files: {@code V1__keystile.sql} and {@code V2__usage.sql} in {@code
 * io/keystile/jdbc/<postgresql|mysql|h2>}.
 */
public final class JdbcSchema {
    private JdbcSchema() {}

    /**
     * Creates the tables and indexes that do not exist yet.
     *
     * @param pool connects as a user with the right to create tables
     * @throws IllegalArgumentException if the database is not supported
     * @throws StoreException if the database does not answer, or rejects a statement
     */
    public static void create(DataSource pool) {
        try (Connection connection = pool.getConnection()) {
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements(Dialect.of(connection))) {
                    statement.execute(sql);
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
     * Returns whether the tables of keys and workspaces exist.
     *
     * @throws StoreException if the database does not answer, or does not allow reading them
     */
    public static boolean exists(DataSource pool) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(Sql.LOOK_FOR_TABLES);
            return true;
        } catch (SQLException e) {
            if (SqlFailure.isMissingTable(e)) {
                return false;
            }
            throw SqlFailure.toStoreException("look for the tables", e);
        }
    }

    private static List<String> statements(Dialect dialect) {
        return dialect.schema().stream().flatMap(JdbcSchema::statements).toList();
    }

    private static Stream<String> statements(String resource) {
        try (InputStream file = Objects.requireNonNull(JdbcSchema.class.getResourceAsStream(resource))) {
            String sql = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return Stream.of(sql.split(";\\R")).filter(part -> !part.isBlank());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
