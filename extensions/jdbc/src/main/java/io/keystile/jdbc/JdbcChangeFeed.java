package io.keystile.jdbc;

import io.keystile.store.ChangeFeed;
import io.keystile.store.StoreChange;
import io.keystile.store.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Receives the changes of other nodes from the database of a {@link JdbcApiKeyStore}:
 *
 * <ul>
 *   <li>PostgreSQL notifies the feed within milliseconds, also of changes by hand. The feed keeps one connection, on
 *       which it listens to the channel {@code keystile}. It needs the driver of PostgreSQL itself, and the triggers of
 *       {@code V7__changes.sql}.
 *   <li>MySQL, MariaDB and H2 are asked every half second for the changes that stores have written to the table
 *       {@code keystile_change}, so a change is seen within a second. Whoever changes a record by hand inserts a row
 *       too.
 * </ul>
 *
 * <p>No change is lost, whatever order transactions are committed in and whatever the clocks of the nodes show. After a
 * failure the feed on PostgreSQL has everything read again; the others continue where they were. Look-ups must read
 * from the same database: a replica that lags behind would return the old record.
 */
public final class JdbcChangeFeed implements ChangeFeed {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final DataSource pool;
    private final DataSource direct;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ReentrantLock receiving = new ReentrantLock();
    /** Null until the first connection; guarded by the lock. */
    private @Nullable ChangeSource source;

    private JdbcChangeFeed(DataSource pool, DataSource direct) {
        this.pool = pool;
        this.direct = direct;
    }

    /**
     * Returns a feed over the pool of the store. On PostgreSQL it takes one connection, and gives it back when it is
     * closed; a pool that reports or ends connections in use for a long time is not suitable.
     *
     * @param pool provides the connections, see {@link JdbcApiKeyStore#over(DataSource)}; the caller closes it, after
     *     the feed
     */
    public static JdbcChangeFeed over(DataSource pool) {
        return new JdbcChangeFeed(pool, pool);
    }

    /**
     * Returns a feed that listens on a connection of its own. Use it if the pool connects through PgBouncer in
     * transaction mode, where a listener hears nothing.
     *
     * @param pool provides the connections of the store
     * @param direct connects to the same database, directly; PostgreSQL's feed keeps one of its connections
     */
    public static JdbcChangeFeed over(DataSource pool, DataSource direct) {
        return new JdbcChangeFeed(pool, direct);
    }

    /**
     * {@inheritDoc}
     *
     * @throws StoreException if the database does not answer, the tables do not match this version, or a notification
     *     does not arrive, because a pooler is in between
     */
    @Override
    public void receive(Consumer<StoreChange> listener) {
        receiving.lock();
        try {
            requireOpen();
            if (source == null) {
                source = newSource();
            }
            source.receive(listener);
        } catch (SQLException e) {
            throw SqlFailure.toStoreException("receive changes", e);
        } finally {
            if (isClosed()) {
                release();
            }
            receiving.unlock();
        }
    }

    private ChangeSource newSource() {
        Sessions sessions = new Sessions(pool, TIMEOUT);
        return sessions.dialect() == Dialect.POSTGRESQL
                ? new PostgresListener(sessions, new Connections(direct, TIMEOUT), this::isClosed)
                : new PolledChanges(sessions, closed);
    }

    private void requireOpen() {
        if (isClosed()) {
            throw new StoreException("The change feed is closed");
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void release() {
        if (source != null) {
            source.release();
        }
    }

    /** {@inheritDoc} Waits up to two seconds for a call of {@link #receive} to end, and gives the connection back. */
    @Override
    public void close() {
        closed.countDown();
        try {
            if (receiving.tryLock(TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
                try {
                    release();
                } finally {
                    receiving.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
