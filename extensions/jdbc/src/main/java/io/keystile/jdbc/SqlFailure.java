package io.keystile.jdbc;

import io.keystile.store.StoreException;
import java.sql.SQLException;
import java.util.Set;

/** Classifies an {@link SQLException}, and reports it without the values of a record, which drivers quote. */
final class SqlFailure {
    private static final Set<String> RETRYABLE = Set.of("40001", "40P01", "90131");

    /**
     * PostgreSQL's for a prepared statement that the server does not have, or has already. A pooler that gives each
     * transaction another server causes both.
     */
    private static final Set<String> LOST_STATEMENT = Set.of("26000", "42P05");

    /** PostgreSQL's for parameters that do not fit a prepared statement, but a pooler's for other failures, too. */
    private static final String OTHER_STATEMENT = "08P01";

    /**
     * The first is PostgreSQL's, the second MySQL's and H2's. H2 also has 42S03, if a table has a similar name, and
     * 42S04, if the database has no tables.
     */
    private static final Set<String> MISSING_TABLE = Set.of("42P01", "42S02", "42S03", "42S04");

    /** A column that does not exist: PostgreSQL's, and MySQL's and H2's. */
    private static final Set<String> MISSING_COLUMN = Set.of("42703", "42S22");

    /** PostgreSQL's for a constraint or a column that exists. */
    private static final Set<String> DONE_ALREADY = Set.of("42710", "42701");

    /**
     * Of MySQL and MariaDB: a column, an index or a constraint that exists, and one to be dropped that does not; and
     * H2's for a constraint that exists.
     */
    private static final Set<Integer> DONE_ALREADY_CODES = Set.of(1060, 1061, 1826, 3822, 1091, 3940, 90045);

    private static final int MYSQL_DUPLICATE_KEY = 1062;
    private static final int MYSQL_NO_REFERENCED_ROW = 1452;

    private SqlFailure() {}

    /**
     * Returns whether the database rolled the transaction back because of another one, or did not execute a prepared
     * statement because it has lost it. The transaction can then be tried again.
     */
    static boolean isRetryable(SQLException e) {
        return RETRYABLE.contains(stateOf(e)) || isLostStatement(e);
    }

    /** Returns whether the server has lost a prepared statement, or has one of the same name. */
    static boolean isLostStatement(SQLException e) {
        return LOST_STATEMENT.contains(stateOf(e));
    }

    /** Returns whether the server may have another prepared statement of the same name. */
    static boolean mayBeOtherStatement(SQLException e) {
        return stateOf(e).equals(OTHER_STATEMENT) || e instanceof OtherKeyException;
    }

    /** Returns what happened to a statement that is lost, or that may be another one, and what to do about it. */
    static String lostStatement(SQLException e) {
        return whatHappened(e) + ". If PgBouncer or another pooler in transaction mode is between the application and"
                + " PostgreSQL, add prepareThreshold=0 to the JDBC URL.";
    }

    private static String whatHappened(SQLException e) {
        if (e instanceof OtherKeyException other) {
            return "The database returned another key than " + other.asked();
        }
        return isLostStatement(e)
                ? "The server did not have the prepared statement that it was asked for, or had another of its name"
                        + " (SQLState " + stateOf(e) + ")"
                : "The server or a pooler rejected the statement (SQLState " + stateOf(e) + ")";
    }

    /** Returns whether a constraint was violated. */
    static boolean isConflict(SQLException e) {
        return stateOf(e).startsWith("23");
    }

    /** Returns whether a row with the same primary key exists. */
    static boolean isTakenId(SQLException e) {
        return stateOf(e).equals("23505") || (isConflict(e) && e.getErrorCode() == MYSQL_DUPLICATE_KEY);
    }

    /** Returns whether a foreign key refers to a row that does not exist. */
    static boolean isMissingReference(SQLException e) {
        return stateOf(e).equals("23503")
                || stateOf(e).equals("23506")
                || (isConflict(e) && e.getErrorCode() == MYSQL_NO_REFERENCED_ROW);
    }

    /** Returns whether a statement refers to a table that does not exist. */
    static boolean isMissingTable(SQLException e) {
        return MISSING_TABLE.contains(stateOf(e));
    }

    /** Returns whether a statement refers to a column that does not exist. */
    static boolean isMissingColumn(SQLException e) {
        return MISSING_COLUMN.contains(stateOf(e));
    }

    /** Returns whether a change of a table was made before. */
    static boolean isDoneAlready(SQLException e) {
        return DONE_ALREADY.contains(stateOf(e)) || DONE_ALREADY_CODES.contains(e.getErrorCode());
    }

    private static String stateOf(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }

    /**
     * Returns an exception that says what failed.
     *
     * @param action names what the database could not do, for example {@code list keys}
     */
    static StoreException toStoreException(String action, SQLException e) {
        String kind = e.getClass().getSimpleName() + ", SQLState " + e.getSQLState() + ", code " + e.getErrorCode();
        SQLException withoutValues = new SQLException(kind, e.getSQLState(), e.getErrorCode());
        withoutValues.setStackTrace(e.getStackTrace());
        return new StoreException("The database could not " + action + " (" + kind + ")" + hint(e), withoutValues);
    }

    private static String hint(SQLException e) {
        if (isLostStatement(e) || mayBeOtherStatement(e)) {
            return ". " + lostStatement(e);
        }
        return stateOf(e).startsWith("42") ? "; check that the tables exist and match this version" : "";
    }
}
