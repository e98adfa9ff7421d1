package io.keystile.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the columns of a row one after the other, in the order of the statement. For a column that is read by its name,
 * a driver would search each time. Not thread-safe.
 */
final class Columns {
    private final ResultSet row;
    private final List<String> names;
    private final int before;
    private int read;

    /**
     * Creates a reader.
     *
     * @param names the names of the columns to read, for messages
     * @param before the number of columns of the row that precede them
     */
    Columns(ResultSet row, List<String> names, int before) {
        this.row = row;
        this.names = names;
        this.before = before;
    }

    /**
     * Reads a text.
     *
     * @throws IllegalArgumentException if it is null
     */
    String text() throws SQLException {
        return required(textOrNull());
    }

    @Nullable
    String textOrNull() throws SQLException {
        return row.getString(next());
    }

    /** Reads a number; null is 0. */
    long number() throws SQLException {
        return row.getLong(next());
    }

    /** Reads a boolean; null is false. */
    boolean flag() throws SQLException {
        return row.getBoolean(next());
    }

    /**
     * Reads an instant.
     *
     * @throws IllegalArgumentException if it is null
     */
    Instant time(Dialect dialect) throws SQLException {
        return required(timeOrNull(dialect));
    }

    @Nullable
    Instant timeOrNull(Dialect dialect) throws SQLException {
        return dialect.time(row, next());
    }

    private int next() {
        read++;
        return before + read;
    }

    private <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(names.get(read - 1) + " is null");
        }
        return value;
    }
}
