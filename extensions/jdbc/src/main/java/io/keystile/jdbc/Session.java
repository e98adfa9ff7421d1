package io.keystile.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose statements have a timeout. Not thread-safe.
 *
 * @param timeoutSeconds how long a statement runs before the driver cancels it
 * @param anew whether the driver must use no statement that it has prepared before. PostgreSQL's driver finds those by
 *     their text, and executes them whatever its threshold is by then.
 * @param readsEndInTime whether the connection's network timeout ends each read before the statement's timeout
 */
record Session(Connection connection, int timeoutSeconds, boolean anew, boolean readsEndInTime) {
    private static final int NO_TIMEOUT = 0;

    /** Reads a row. */
    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Returns the rows of a query as an unmodifiable list. */
    <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... values) throws SQLException {
        return query(timeoutSeconds, sql, reader, values);
    }

    /**
     * Returns the rows of a query that finds a row by its key. Such a response is short, so a network timeout bounds
     * all of it. Then the statement has no timeout of its own, for which the driver would schedule a task each time.
     */
    <T> List<T> queryByKey(String sql, RowReader<T> reader, @Nullable Object... values) throws SQLException {
        return query(readsEndInTime ? NO_TIMEOUT : timeoutSeconds, sql, reader, values);
    }

    private <T> List<T> query(int timeout, String sql, RowReader<T> reader, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = prepare(sql, timeout)) {
            bind(statement, values);
            try (ResultSet rows = statement.executeQuery()) {
                List<T> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(reader.read(rows));
                }
                return Collections.unmodifiableList(found);
            }
        }
    }

    /** Executes a statement, and returns the number of changed rows. */
    int update(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        }
    }

    /**
     * Executes a statement once for each row of values. Always returns true, to be committed by {@link Transaction}.
     */
    boolean batch(String sql, List<@Nullable Object[]> rows) throws SQLException {
        try (PreparedStatement statement = prepare(sql)) {
            for (@Nullable Object[] values : rows) {
                bind(statement, values);
                statement.addBatch();
            }
            statement.executeBatch();
            return true;
        }
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        return prepare(sql, timeoutSeconds);
    }

    private PreparedStatement prepare(String sql, int timeout) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(anew ? sql + " " : sql);
        try {
            if (timeout != NO_TIMEOUT) {
                statement.setQueryTimeout(timeout);
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    private static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
