package io.keystile.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** One transaction, after which the connection is in the auto-commit mode it was in before, or is gone. */
final class Transaction {
    private Transaction() {}

    /**
     * Runs work, and commits it if it returns true.
     *
     * @throws UnknownOutcomeException if the commit fails and may have been done nonetheless
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

    private static void commit(Connection connection) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw SqlFailure.isRetryable(e) ? e : new UnknownOutcomeException(e);
        }
    }

    /** Never throws: what was to be done is committed, or has failed for a reason that must not be hidden. */
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

    /** To turn auto-commit on would commit what could not be rolled back, so nobody gets this connection again. */
    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException ignored) {
            // It is broken, or closed already.
        }
    }
}
