package io.keystile.jdbc;

import io.keystile.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Takes connections out of a pool and gives them back as they were. What the database undoes for the sake of another
 * transaction is tried again; what fails becomes a {@link StoreException}. Thread-safe.
 */
final class Sessions {
    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);
    private static final int MAX_TRIES = 5;
    private static final int NOT_LIMITED = -1;

    /** How much later than a statement's timeout the network's strikes, for a server that does not answer at all. */
    private static final int NETWORK_GRACE_MILLIS = 1_000;

    private final DataSource pool;
    private final int timeoutSeconds;
    private final int networkMillis;

    /** What is done with a connection that somebody else closes. */
    @FunctionalInterface
    private interface Use<T> {
        T of(Connection connection) throws SQLException;
    }

    /**
     * Creates sessions whose statements take so long at most, rounded up to seconds.
     *
     * @throws IllegalArgumentException if that is not 1 second to an hour
     */
    Sessions(DataSource pool, Duration timeout) {
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException("A statement may take 1 second to 1 hour; got " + timeout);
        }
        this.pool = pool;
        this.timeoutSeconds = Math.toIntExact(timeout.plusNanos(999_999_999).toSeconds());
        this.networkMillis = timeoutSeconds * 1_000 + NETWORK_GRACE_MILLIS;
    }

    /**
     * Does something that changes nothing.
     *
     * @param what names it for messages, for example {@code list keys}
     */
    <T> T read(String what, SqlWork<T> work) {
        try {
            return repeat(connection -> {
                T found = work.on(new Session(connection, timeoutSeconds));
                if (!connection.getAutoCommit()) {
                    connection.rollback();
                }
                return found;
            });
        } catch (SQLException e) {
            throw SqlFailure.toStoreException(what, e);
        }
    }

    /** Asks the database what it is. */
    Dialect dialect() {
        return read("tell its name", session -> Dialect.of(session.connection()));
    }

    /** Does something in one transaction, which is committed if {@code work} returns true. */
    boolean transact(String what, SqlWork<Boolean> work) {
        return transact(what, work, () -> {});
    }

    /**
     * Does something in one transaction, which is committed if {@code work} returns true, and else rolled back.
     *
     * @param ifUnknown runs if the commit failed and may have been done nonetheless, before that is thrown
     */
    boolean transact(String what, SqlWork<Boolean> work, Runnable ifUnknown) {
        try {
            return repeat(connection -> Transaction.run(new Session(connection, timeoutSeconds), work));
        } catch (UnknownOutcomeException e) {
            StoreException failure = SqlFailure.toStoreException(what, e);
            try {
                ifUnknown.run();
            } catch (RuntimeException another) {
                failure.addSuppressed(another);
            }
            throw failure;
        } catch (SQLException e) {
            throw SqlFailure.toStoreException(what, e);
        }
    }

    private <T> T repeat(Use<T> use) throws SQLException {
        for (int tries = 1; tries < MAX_TRIES; tries++) {
            try {
                return once(use);
            } catch (SQLException e) {
                if (!SqlFailure.isRetryable(e)) {
                    throw e;
                }
            }
        }
        return once(use);
    }

    private <T> T once(Use<T> use) throws SQLException {
        Connection connection = connect();
        try {
            int before = limitNetworkTime(connection);
            try {
                return use.of(connection);
            } finally {
                restoreNetworkTime(connection, before);
            }
        } finally {
            closeQuietly(connection);
        }
    }

    private Connection connect() {
        try {
            return pool.getConnection();
        } catch (SQLException e) {
            throw new StoreException("There is no connection to the database", e);
        }
    }

    private int limitNetworkTime(Connection connection) throws SQLException {
        try {
            int before = connection.getNetworkTimeout();
            if (before != 0 && before <= networkMillis) {
                return NOT_LIMITED;
            }
            connection.setNetworkTimeout(Runnable::run, networkMillis);
            return before;
        } catch (SQLFeatureNotSupportedException e) {
            return NOT_LIMITED;
        }
    }

    private static void restoreNetworkTime(Connection connection, int before) {
        if (before != NOT_LIMITED) {
            try {
                connection.setNetworkTimeout(Runnable::run, before);
            } catch (SQLException ignored) {
                // Of a broken connection, which the pool throws away.
            }
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException ignored) {
            // What was to be done is done, or has failed already.
        }
    }
}
