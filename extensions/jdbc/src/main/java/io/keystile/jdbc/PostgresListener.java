package io.keystile.jdbc;

import io.keystile.store.StoreChange;
import io.keystile.store.StoreException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Listens to the notifications of PostgreSQL's triggers. About once a second it sends a notification to itself, on a
 * channel of its own: notifications arrive in the order of commits, so it has then heard everything from before.
 */
final class PostgresListener implements ChangeSource {
    static final String CHANNEL = "keystile";

    /** One wait, after which it looks whether the feed is closed. */
    private static final int WAIT_MILLIS = 200;
    /** While changes arrive at shorter intervals, it does not check after each whether one is missing. */
    private static final int QUIET_MILLIS = 10;

    private static final long CALL_NANOS = 1_000_000_000;
    /** How long a notification to itself, and any statement, may take. */
    private static final int PATIENCE_MILLIS = 2_000;

    private final Sessions pool;
    private final Connections direct;
    private final BooleanSupplier closed;
    private final String ownChannel;
    private @Nullable Listening listening;

    /**
     * Creates a listener.
     *
     * @param pool connects like the store
     * @param direct provides the connection to listen on
     */
    PostgresListener(Sessions pool, Connections direct, BooleanSupplier closed) {
        this.pool = pool;
        this.direct = direct;
        this.closed = closed;
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        this.ownChannel = CHANNEL + "_" + HexFormat.of().formatHex(random);
    }

    @Override
    public void receive(Consumer<StoreChange> listener) throws SQLException {
        try {
            Listening now = listening;
            if (now == null) {
                now = connect();
                listening = now;
                listener.accept(new StoreChange.OfAnything());
            }
            now.await(listener);
        } catch (SQLException | RuntimeException | Error e) { // also if the listener has failed on a change
            release();
            throw e;
        }
    }

    private Listening connect() throws SQLException {
        Connection connection = direct.take();
        try {
            Listening opened = new Listening(connection);
            opened.proveByOther();
            return opened;
        } catch (SQLException | RuntimeException | Error e) {
            abort(connection);
            Connections.closeQuietly(connection);
            throw e;
        }
    }

    @Override
    public void release() {
        Listening now = listening;
        listening = null;
        if (now != null) {
            now.end();
        }
    }

    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException ignored) {
            // It is broken, or closed already.
        }
    }

    /** A connection that listens. */
    private final class Listening {
        private final Connection connection;
        private final PGConnection driver;
        private final boolean autoCommitBefore;
        private final int timeoutBefore;
        private String schema = "";
        private long sent;
        private String heard = "";

        Listening(Connection connection) throws SQLException {
            if (!connection.isWrapperFor(PGConnection.class)) {
                throw new StoreException("The change feed needs PostgreSQL's own driver, org.postgresql:postgresql");
            }
            this.connection = connection;
            this.driver = connection.unwrap(PGConnection.class);
            this.autoCommitBefore = connection.getAutoCommit();
            this.timeoutBefore = connection.getNetworkTimeout();
            connection.setAutoCommit(true);
            connection.setNetworkTimeout(Runnable::run, PATIENCE_MILLIS);
            execute(connection, "LISTEN " + CHANNEL + "; LISTEN " + ownChannel);
        }

        /** Makes sure that a notification of a connection of the store arrives. */
        void proveByOther() throws SQLException {
            schema = schemaOfTriggers();
            String token = nextToken();
            pool.transact(
                    "notify the change feed",
                    session -> session.query(notification(token), row -> true).get(0));
            if (!hears(token, change -> {})) {
                throw new StoreException("A notification of PostgreSQL did not arrive within " + PATIENCE_MILLIS
                        + " ms. PgBouncer or another pooler in transaction mode is in between, or the listening"
                        + " connection leads to another database than the store's. Give the feed a DataSource that"
                        + " connects to PostgreSQL directly: JdbcChangeFeed.over(pool, direct)");
            }
        }

        /** Passes changes, or waits for some for about a second, and makes sure that none is on its way. */
        void await(Consumer<StoreChange> listener) throws SQLException {
            long begin = System.nanoTime();
            boolean passed = false;
            do {
                boolean arrived = pass(listener, passed ? QUIET_MILLIS : WAIT_MILLIS);
                if (passed && !arrived) {
                    break;
                }
                passed = arrived;
                if (closed.getAsBoolean()) {
                    return;
                }
            } while (System.nanoTime() - begin < CALL_NANOS);
            String token = nextToken();
            // Its commit waits neither for the disk nor for replicas, because it holds up commits of other
            // notifications.
            execute(connection, notification(token) + ", set_config('synchronous_commit', 'off', true)");
            if (!hears(token, listener)) {
                throw new StoreException("A notification of PostgreSQL did not arrive; the connection is opened anew");
            }
        }

        private String nextToken() {
            return String.valueOf(++sent);
        }

        /** Returns a statement that sends a notification to this listener. */
        private String notification(String token) {
            return "SELECT pg_notify('" + ownChannel + "', '" + token + "')";
        }

        private boolean hears(String token, Consumer<StoreChange> listener) throws SQLException {
            long begin = System.nanoTime();
            while (!heard.equals(token)) {
                if (System.nanoTime() - begin > PATIENCE_MILLIS * 1_000_000L) {
                    return false;
                }
                pass(listener, WAIT_MILLIS);
            }
            return true;
        }

        /** Passes the changes that have arrived, and returns whether anything has. */
        private boolean pass(Consumer<StoreChange> listener, int waitMillis) throws SQLException {
            PGNotification[] news = driver.getNotifications();
            if (news == null || news.length == 0) {
                // Only now: a wait does not return what arrived during the last statement until more arrives.
                news = driver.getNotifications(waitMillis);
            }
            if (news == null) {
                return false;
            }
            for (PGNotification one : news) {
                String payload = one.getParameter();
                if (one.getName().equals(ownChannel)) {
                    heard = payload;
                } else if (payload.startsWith(schema + "/")) {
                    listener.accept(ChangeText.parse(payload.substring(schema.length() + 1)));
                }
            }
            return news.length > 0;
        }

        void end() {
            try {
                execute(connection, "UNLISTEN *");
                connection.setNetworkTimeout(Runnable::run, timeoutBefore);
                connection.setAutoCommit(autoCommitBefore);
            } catch (SQLException e) { // the pool must not use it again
                abort(connection);
            }
            Connections.closeQuietly(connection);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String schemaOfTriggers() {
        return pool
                .readCommitted(
                        "look for triggers", session -> session.query(Sql.SCHEMA_OF_TRIGGERS, row -> row.getString(1)))
                .stream()
                .findFirst()
                .orElseThrow(() -> new StoreException("The database notifies of no changes, because triggers are"
                        + " missing or disabled: apply V7__changes.sql (see docs/stores.md)"));
    }
}
