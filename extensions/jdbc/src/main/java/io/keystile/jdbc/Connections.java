package io.keystile.jdbc;

import io.keystile.store.StoreException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Takes connections from a pool, and waits at most the timeout for one, however long the pool itself would wait.
 *
 * <p>The pool is called in threads of this object, at most {@value #MAX_WAITING} at once, which end after 10 idle
 * seconds. A connection that arrives after its caller gave up is closed. Because the threads are not the application's,
 * no pool returns a connection that it has bound to the calling thread's transaction. A {@link BoundedPool} has both
 * properties by itself, so it is called in the thread of the caller. Thread-safe.
 */
final class Connections {
    static final int MAX_WAITING = 64;

    private static final long IDLE_SECONDS = 10;

    private final DataSource pool;
    private final Duration timeout;
    /** Null if only a thread of this object can bound the wait. */
    private final @Nullable BoundedPool bounded;

    private final Semaphore free = new Semaphore(MAX_WAITING, true);
    /** The semaphore bounds the number of threads. */
    private final ExecutorService threads = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), Connections::thread);

    Connections(DataSource pool, Duration timeout) {
        this.pool = pool;
        this.timeout = timeout;
        this.bounded = BoundedPool.of(pool, timeout);
    }

    /** Creates a thread that inherits nothing of its creator: no transaction, and not its context class loader. */
    private static Thread thread(Runnable work) {
        Thread thread = new Thread(null, work, "keystile-jdbc-connections", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(Connections.class.getClassLoader());
        return thread;
    }

    /**
     * Returns a connection, which the caller closes.
     *
     * @throws StoreException if there is none within the timeout, the pool fails, or the thread is interrupted
     */
    Connection take() {
        if (bounded != null && bounded.isWithinTimeout()) {
            return takeInThisThread();
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            if (!free.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw tooLate(null);
            }
            return await(request(), deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("Interrupted while waiting for a connection to the database", e);
        }
    }

    private Connection takeInThisThread() {
        try {
            return pool.getConnection();
        } catch (SQLException | RuntimeException e) {
            throw ConnectionFailure.of(e);
        }
    }

    private CompletableFuture<Connection> request() {
        CompletableFuture<Connection> wanted = new CompletableFuture<>();
        try {
            threads.execute(() -> fetch(wanted));
            return wanted;
        } catch (RuntimeException | Error e) { // no thread can be created
            free.release();
            throw e;
        }
    }

    private void fetch(CompletableFuture<Connection> wanted) {
        try {
            wanted.complete(connect());
        } catch (SQLException | RuntimeException | Error e) {
            wanted.completeExceptionally(e);
        } finally {
            free.release();
        }
    }

    /** Also makes proxies connect that would do so at their first use, in the thread of the caller. */
    private Connection connect() throws SQLException {
        Connection connection = pool.getConnection();
        try {
            DatabaseMetaData unused = connection.getMetaData();
            return connection;
        } catch (SQLException | RuntimeException e) {
            closeQuietly(connection);
            throw e;
        }
    }

    private Connection await(CompletableFuture<Connection> wanted, long deadline) throws InterruptedException {
        try {
            return wanted.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw ConnectionFailure.of(Objects.requireNonNullElse(e.getCause(), e));
        } catch (TimeoutException e) {
            abandon(wanted);
            throw tooLate(e);
        } catch (InterruptedException e) {
            abandon(wanted);
            throw e;
        }
    }

    /** Closes the connection, when it arrives or if it has arrived already. */
    private static void abandon(CompletableFuture<Connection> wanted) {
        CompletableFuture<Void> unused = wanted.thenAccept(Connections::closeQuietly);
    }

    static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException ignored) {
            // Its work has already succeeded or failed, or there was none.
        }
    }

    private StoreException tooLate(@Nullable TimeoutException cause) {
        return new StoreException(
                "No connection to the database was available within " + timeout.toMillis()
                        + " ms. Enlarge the pool, or give the store a pool of its own. If the caller holds the last"
                        + " connection in a transaction, give the store this transaction (see Transactions)",
                cause);
    }
}
