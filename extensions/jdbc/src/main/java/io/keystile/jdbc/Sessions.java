package io.keystile.jdbc;

import io.keystile.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Runs work on connections of a pool, and returns each connection in the state in which it was taken. Work that the
 * database rolls back because of another transaction is tried up to {@value #MAX_TRIES} times in all. Every other
 * failure becomes a {@link StoreException}. Thread-safe.
 */
final class Sessions {
    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);
    private static final int MAX_TRIES = 5;
    private static final int TIMEOUT_NOT_CHANGED = -1;

    /**
     * How much longer the network timeout is than the statement timeout. It ends the wait for a silent server.
     */
    private static final int NETWORK_GRACE_MILLIS = 1_000;

    private final DataSource pool;
    private final int timeoutSeconds;
    private final int networkTimeoutMillis;

    /** Work on a connection, which the caller closes. */
    @FunctionalInterface
    private interface ConnectionWork<T> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * Creates sessions.
     *
     * @param timeout how long a statement may take, rounded up to seconds
     * @throws IllegalArgumentException if the timeout is not between 1 second and 1 hour
     */
    Sessions(DataSource pool, Duration timeout) {
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException("The statement timeout must be 1 second to 1 hour; got " + timeout);
        }
        this.pool = pool;
        this.timeoutSeconds = Math.toIntExact(timeout.plusNanos(999_999_999).toSeconds());
        this.networkTimeoutMillis = timeoutSeconds * 1_000 + NETWORK_GRACE_MILLIS;
    }

    /**
     * Runs work that changes nothing.
     *
     * @param action names the work in messages, for example {@code list keys}
     */
    <T> T read(String action, SqlWork<T> work) {
        try {
            return runWithRetries(connection -> {
                T found = work.on(new Session(connection, timeoutSeconds));
                if (!connection.getAutoCommit()) {
                    connection.rollback();
                }
                return found;
            });
        } catch (SQLException e) {
            throw SqlFailure.toStoreException(action, e);
        }
    }

    /** Returns the dialect of the database, which is read from its product name. */
    Dialect dialect() {
        return read("report its name", session -> Dialect.of(session.connection()));
    }

    /** Runs work in one transaction; see {@link #transact(String, SqlWork, Runnable)}. */
    boolean transact(String action, SqlWork<Boolean> work) {
        return transact(action, work, () -> {});
    }

    /**
     * Runs work in one transaction. The transaction is committed if {@code work} returns true, and rolled back
     * otherwise.
     *
     * @param action names the work in messages, for example {@code list keys}
     * @param ifUnknown runs before the exception is thrown, if the commit failed and may still have taken effect
     * @return what {@code work} returned
     */
    boolean transact(String action, SqlWork<Boolean> work, Runnable ifUnknown) {
        try {
            return runWithRetries(connection -> Transaction.run(new Session(connection, timeoutSeconds), work));
        } catch (UnknownOutcomeException e) {
            StoreException failure = SqlFailure.toStoreException(action, e);
            try {
                ifUnknown.run();
            } catch (RuntimeException callbackFailure) {
                failure.addSuppressed(callbackFailure);
            }
            throw failure;
        } catch (SQLException e) {
            throw SqlFailure.toStoreException(action, e);
        }
    }

    private <T> T runWithRetries(ConnectionWork<T> work) throws SQLException {
        for (int tries = 1; tries < MAX_TRIES; tries++) {
            try {
                return runOnce(work);
            } catch (SQLException e) {
                if (!SqlFailure.isRetryable(e)) {
                    throw e;
                }
            }
        }
        return runOnce(work);
    }

    private <T> T runOnce(ConnectionWork<T> work) throws SQLException {
        Connection connection = Connections.open(pool);
        try {
            int before = shortenNetworkTimeout(connection);
            try {
                return work.on(connection);
            } finally {
                restoreNetworkTimeout(connection, before);
            }
        } finally {
            closeQuietly(connection);
        }
    }

    /** Returns the previous timeout in milliseconds, or {@link #TIMEOUT_NOT_CHANGED} if there is nothing to restore. */
    private int shortenNetworkTimeout(Connection connection) throws SQLException {
        try {
            int before = connection.getNetworkTimeout();
            if (before != 0 && before <= networkTimeoutMillis) {
                return TIMEOUT_NOT_CHANGED;
            }
            connection.setNetworkTimeout(Runnable::run, networkTimeoutMillis);
            return before;
        } catch (SQLFeatureNotSupportedException e) {
            return TIMEOUT_NOT_CHANGED;
        }
    }

    private static void restoreNetworkTimeout(Connection connection, int before) {
        if (before != TIMEOUT_NOT_CHANGED) {
            try {
                connection.setNetworkTimeout(Runnable::run, before);
            } catch (SQLException ignored) {
                // The connection is broken, so the pool discards it.
            }
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException ignored) {
            // The work has already succeeded or failed.
        }
    }
}
