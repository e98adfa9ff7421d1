package io.keystile.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Sets after how many executions PostgreSQL's driver keeps a statement on the server. The driver's class is used by
 * reflection, because this module depends on no driver.
 */
final class PostgresStatements {
    /** The threshold with which no statement is ever kept. */
    static final int NEVER = 0;

    private PostgresStatements() {}

    /** Returns the previous threshold, or null if the driver is another or cannot be reached. */
    static @Nullable Integer setThreshold(Connection connection, int threshold) throws SQLException {
        try {
            Class<?> type =
                    Class.forName("org.postgresql.PGConnection", false, PostgresStatements.class.getClassLoader());
            if (!connection.isWrapperFor(type)) {
                return null;
            }
            Object driver = connection.unwrap(type);
            Object before = type.getMethod("getPrepareThreshold").invoke(driver);
            type.getMethod("setPrepareThreshold", int.class).invoke(driver, threshold);
            return (Integer) before;
        } catch (ReflectiveOperationException | LinkageError e) {
            return null;
        }
    }
}
