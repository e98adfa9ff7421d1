package io.keystile.jdbc;

import io.keystile.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work on connections of a pool, and returns each connection in the state in which it was taken; or, if the
 * calling thread is in a transaction of the application, runs it in that transaction and leaves its end to the
 * application. Work in a transaction of its own that the database rolls back because of another one, or for which it
 * has lost a prepared statement, is tried up to {@value #MAX_TRIES} times in all. In a transaction of the application,
 * only a lost statement is tried again, and once. Every other failure becomes a {@link StoreException}. Thread-safe.
 */
final class Sessions {
    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);
    private static final int MAX_TRIES = 5;
    private static final int TIMEOUT_NOT_CHANGED = -1;
    /** Not changed either, because it ends every read before the timeout of a statement. */
    private static final int TIMEOUT_IS_SHORTER = -2;

    /**
     * How much longer the network timeout is than the statement timeout. It ends the wait for a silent server.
     */
    private static final int NETWORK_GRACE_MILLIS = 1_000;

    private final Connections connections;
    private final Transactions transactions;
    private final int timeoutSeconds;
    private final int networkTimeoutMillis;
    /** Whether the pool's connections are in auto-commit mode, as nearly all are. Set before the first work. */
    private volatile boolean autoCommits;
    /** Whether a server may have lost a prepared statement once. Each is then prepared anew, and kept on no server. */
    private volatile boolean serversLoseStatements;

    /** Creates sessions that take part in no transaction of the application. */
    Sessions(DataSource pool, Duration timeout) {
        this(pool, timeout, Transactions.none());
    }

    /**
     * Creates sessions.
     *
     * @param timeout how long to wait for a connection, and, rounded up to seconds, how long a statement may take
     * @throws IllegalArgumentException if the timeout is not between 1 second and 1 hour
     */
    Sessions(DataSource pool, Duration timeout, Transactions transactions) {
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException("The statement timeout must be 1 second to 1 hour; got " + timeout);
        }
        this.connections = new Connections(pool, timeout);
        this.transactions = transactions;
        this.timeoutSeconds = Math.toIntExact(timeout.plusNanos(999_999_999).toSeconds());
        this.networkTimeoutMillis = timeoutSeconds * 1_000 + NETWORK_GRACE_MILLIS;
    }

    /** Returns the dialect of the database, which is read from its product name. For the first call only. */
    Dialect dialect() {
        Connection connection = connections.take();
        try {
            autoCommits = connection.getAutoCommit();
            return runOn(connection, session -> Dialect.of(session.connection()));
        } catch (SQLException e) {
            throw SqlFailure.toStoreException("report its name", e);
        } finally {
            Connections.closeQuietly(connection);
        }
    }

    /**
     * Runs work that changes nothing, in the application's transaction if there is one.
     *
     * @param action names the work in messages, for example {@code list keys}
     */
    <T> T read(String action, SqlWork<T> work) {
        Connection joined = joined();
        return joined == null ? readCommitted(action, work) : join(action, joined, work, found -> true);
    }

    /** Runs work that changes nothing, and that must not see what the application's transaction sees. */
    <T> T readCommitted(String action, SqlWork<T> work) {
        try {
            return runWithRetries(session -> {
                T found = work.on(session);
                if (!autoCommits) {
                    session.connection().rollback();
                }
                return found;
            });
        } catch (SQLException e) {
            throw SqlFailure.toStoreException(action, e);
        }
    }

    /** Runs work in one transaction; see {@link #transact(String, SqlWork, Runnable)}. */
    boolean transact(String action, SqlWork<Boolean> work) {
        return transact(action, work, () -> {});
    }

    /**
     * Runs work in the application's transaction, or in one of its own. What it changed is kept if {@code work} returns
     * true, and undone otherwise.
     *
     * @param action names the work in messages, for example {@code list keys}
     * @param afterCommit runs after the transaction is committed, or if the commit failed and may still have taken
     *     effect
     * @return what {@code work} returned
     */
    boolean transact(String action, SqlWork<Boolean> work, Runnable afterCommit) {
        Connection joined = joined();
        if (joined != null) {
            return join(
                    action,
                    joined,
                    session -> {
                        boolean done = work.on(session);
                        if (done) {
                            transactions.afterCommit(afterCommit);
                        }
                        return done;
                    },
                    done -> done);
        }
        boolean committed;
        try {
            committed = runWithRetries(session -> Transaction.run(session, work));
        } catch (UnknownOutcomeException e) {
            StoreException failure = SqlFailure.toStoreException(action, e);
            try {
                afterCommit.run();
            } catch (RuntimeException callbackFailure) {
                failure.addSuppressed(callbackFailure);
            }
            throw failure;
        } catch (SQLException e) {
            throw SqlFailure.toStoreException(action, e);
        }
        if (committed) {
            afterCommit.run();
        }
        return committed;
    }

    /** Runs an action after the application's transaction is committed, or at once if there is none. */
    void afterCommit(Runnable action) {
        if (joined() == null) {
            action.run();
        } else {
            transactions.afterCommit(action);
        }
    }

    /** Returns whether the calling thread is in a transaction of the application. */
    boolean isJoined() {
        return joined() != null;
    }

    /** Returns the connection of the application's transaction, or null if the thread is in none. */
    private @Nullable Connection joined() {
        Connection current = transactions.current();
        try {
            return current == null || current.getAutoCommit() ? null : current;
        } catch (SQLException e) {
            throw SqlFailure.toStoreException("take part in the application's transaction", e);
        }
    }

    /** Runs work in a transaction that only the application can try again, but for a statement that is lost. */
    private <T> T join(String action, Connection connection, SqlWork<T> work, Predicate<T> keep) {
        SqlWork<T> joined = session -> Transaction.join(session, work, keep);
        try {
            try {
                return runOn(connection, joined);
            } catch (SQLException e) {
                if (!SqlFailure.isLostStatement(e) && !SqlFailure.mayBeOtherStatement(e)) {
                    throw e;
                }
                keepNoStatements(e);
                return runOn(connection, joined);
            }
        } catch (SQLException e) {
            throw SqlFailure.toStoreException(action, e);
        }
    }

    private <T> T runWithRetries(SqlWork<T> work) throws SQLException {
        boolean mayTryOther = true;
        for (int tries = 1; tries < MAX_TRIES; tries++) {
            try {
                return runOnce(work);
            } catch (UnknownOutcomeException e) {
                throw e;
            } catch (SQLException e) {
                boolean other = SqlFailure.mayBeOtherStatement(e);
                if (other ? !mayTryOther : !SqlFailure.isRetryable(e)) {
                    throw e;
                }
                if (other || SqlFailure.isLostStatement(e)) {
                    keepNoStatements(e);
                }
                mayTryOther &= !other;
            }
        }
        return runOnce(work);
    }

    private void keepNoStatements(SQLException e) {
        if (!serversLoseStatements) {
            serversLoseStatements = true;
            LOG.warn(
                    "{} From now on this store prepares each statement anew, and keeps none on a server",
                    SqlFailure.lostStatement(e));
        }
    }

    private <T> T runOnce(SqlWork<T> work) throws SQLException {
        Connection connection = connections.take();
        try {
            if (autoCommits && !connection.getAutoCommit()) {
                throw new StoreException("The pool returned a connection in a transaction that the store did not begin,"
                        + " and that it must not commit. Give the store the transactions of the application (see"
                        + " Transactions), or a pool of its own");
            }
            return runOn(connection, work);
        } finally {
            Connections.closeQuietly(connection);
        }
    }

    /** Runs work, and restores the timeout and the prepare threshold of the connection. */
    private <T> T runOn(Connection connection, SqlWork<T> work) throws SQLException {
        boolean anew = serversLoseStatements; // one value for all of the work
        int timeout = shortenNetworkTimeout(connection);
        Integer threshold = anew ? PostgresStatements.setThreshold(connection, PostgresStatements.NEVER) : null;
        try {
            boolean readsEndInTime = timeout == TIMEOUT_IS_SHORTER;
            return work.on(new Session(connection, timeoutSeconds, anew, readsEndInTime));
        } finally {
            restore(connection, timeout, threshold);
        }
    }

    /**
     * Returns the previous timeout in milliseconds, or, if there is nothing to restore, {@link #TIMEOUT_NOT_CHANGED} or
     * {@link #TIMEOUT_IS_SHORTER}.
     */
    private int shortenNetworkTimeout(Connection connection) throws SQLException {
        try {
            int before = connection.getNetworkTimeout();
            if (before != 0 && before <= networkTimeoutMillis) {
                return before < timeoutSeconds * 1_000 ? TIMEOUT_IS_SHORTER : TIMEOUT_NOT_CHANGED;
            }
            connection.setNetworkTimeout(Runnable::run, networkTimeoutMillis);
            return before;
        } catch (SQLFeatureNotSupportedException e) {
            return TIMEOUT_NOT_CHANGED;
        }
    }

    private static void restore(Connection connection, int timeout, @Nullable Integer threshold) {
        try {
            if (threshold != null) {
                PostgresStatements.setThreshold(connection, threshold);
            }
            if (timeout >= 0) {
                connection.setNetworkTimeout(Runnable::run, timeout);
            }
        } catch (SQLException ignored) {
            // The connection is broken, so the pool discards it.
        }
    }
}
