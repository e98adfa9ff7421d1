package io.keystile.jdbc;

import io.keystile.store.StoreException;
import java.sql.SQLException;
import java.util.Set;

/** What an {@link SQLException} means, and how it is told without the values of a record, which drivers quote. */
final class SqlFailure {
    private static final Set<String> RETRYABLE = Set.of("40001", "40P01", "90131");
    /** PostgreSQL's; then MySQL's and H2's, which has one more for a database without any table. */
    private static final Set<String> MISSING_TABLE = Set.of("42P01", "42S02", "42S03", "42S04");

    private static final int MYSQL_DUPLICATE_KEY = 1062;
    private static final int MYSQL_NO_REFERENCED_ROW = 1452;

    private SqlFailure() {}

    /** Tells whether the database has undone the transaction for the sake of another, so that it can be tried again. */
    static boolean isRetryable(SQLException e) {
        return RETRYABLE.contains(stateOf(e));
    }

    /** Tells whether a constraint was violated. */
    static boolean isConflict(SQLException e) {
        return stateOf(e).startsWith("23");
    }

    /** Tells whether an id is taken. */
    static boolean isTakenId(SQLException e) {
        return stateOf(e).equals("23505") || (isConflict(e) && e.getErrorCode() == MYSQL_DUPLICATE_KEY);
    }

    /** Tells whether a foreign key points to nothing. */
    static boolean isMissingReference(SQLException e) {
        return stateOf(e).equals("23503")
                || stateOf(e).equals("23506")
                || (isConflict(e) && e.getErrorCode() == MYSQL_NO_REFERENCED_ROW);
    }

    /** Tells whether a statement names a table that does not exist. */
    static boolean isMissingTable(SQLException e) {
        return MISSING_TABLE.contains(stateOf(e));
    }

    private static String stateOf(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }

    /**
     * Returns an exception that says what failed.
     *
     * @param what what the database could not do, for example {@code list keys}
     */
    static StoreException toStoreException(String what, SQLException e) {
        String hint = stateOf(e).startsWith("42") ? "; are the tables those of this version?" : "";
        String kind = e.getClass().getSimpleName() + ", SQLState " + e.getSQLState() + ", code " + e.getErrorCode();
        SQLException withoutValues = new SQLException(kind, e.getSQLState(), e.getErrorCode());
        withoutValues.setStackTrace(e.getStackTrace());
        return new StoreException("The database could not " + what + " (" + kind + ")" + hint, withoutValues);
    }
}
