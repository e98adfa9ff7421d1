package io.keystile.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.function.Predicate;

/** Runs one transaction, or a part of one of the application's. */
final class Transaction {
    private Transaction() {}

    /**
     * Runs work, and commits it if it returns true. Otherwise it is rolled back. Afterwards the connection is in its
     * previous auto-commit mode, or is aborted.
     *
     * @throws UnknownOutcomeException if the commit fails and may still have taken effect
     * @throws SQLException if anything else fails; then nothing has changed
     */
    static boolean run(Session session, SqlWork<Boolean> work) throws SQLException {
        Connection connection = session.connection();
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        boolean committed = false;
        try {
            if (work.on(session)) {
                commit(connection);
                committed = true;
            }
            return committed;
        } finally {
            end(connection, committed, autoCommit);
        }
    }

    /**
     * Runs work in a transaction that somebody else ends. What the work changed is undone if it fails, or if
     * {@code keep} rejects its result.
     *
     * @throws SQLException if the work fails, or cannot be undone; the transaction must then be rolled back
     */
    static <T> T join(Session session, SqlWork<T> work, Predicate<T> keep) throws SQLException {
        Connection connection = session.connection();
        Savepoint before = connection.setSavepoint();
        T done;
        try {
            done = work.on(session);
        } catch (SQLException | RuntimeException e) {
            try {
                connection.rollback(before);
            } catch (SQLException failure) {
                e.addSuppressed(failure);
            }
            throw e;
        }
        if (keep.test(done)) {
            connection.releaseSavepoint(before);
        } else {
            connection.rollback(before);
        }
        return done;
    }

    private static void commit(Connection connection) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw SqlFailure.isRetryable(e) ? e : new UnknownOutcomeException(e);
        }
    }

    /** Never throws: the work is already committed, or has failed with an exception that must not be hidden. */
    private static void end(Connection connection, boolean committed, boolean autoCommit) {
        try {
            if (!committed) {
                connection.rollback();
            }
            connection.setAutoCommit(autoCommit);
        } catch (SQLException e) {
            abort(connection);
        }
    }

    /** Ends the connection, so that it is not used again. Turning auto-commit on would commit a failed transaction. */
    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException ignored) {
            // The connection is broken, or already closed.
        }
    }
}
