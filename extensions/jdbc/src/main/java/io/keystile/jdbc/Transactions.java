package io.keystile.jdbc;

import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Gives a store access to the application's transactions, so that the store's changes are committed and rolled back
 * together with the application's own. See {@link JdbcApiKeyStore#over(javax.sql.DataSource,
 * java.time.Duration, Transactions)}. Implementations are thread-safe.
 */
public interface Transactions {
    /**
     * Returns the connection of the calling thread's transaction, or null if the thread is in none. A connection in
     * auto-commit mode counts as none. The store executes statements on it, and undoes its own by a savepoint if they
     * fail. It neither commits the transaction nor rolls it back, and does not close the connection.
     */
    @Nullable
    Connection current();

    /**
     * Runs an action once in the calling thread, after its current transaction was committed, or if it may have been.
     * The action does not run if the transaction was rolled back. While it runs, {@link #current} returns null or the
     * connection of another transaction.
     *
     * @throws IllegalStateException if the thread is in no transaction
     */
    void afterCommit(Runnable action);

    /**
     * Returns an implementation that knows no transaction. A store that is given it commits each change by itself,
     * whatever transaction the calling thread is in, and if that is rolled back, the change stays.
     */
    static Transactions none() {
        return NoTransactions.INSTANCE;
    }
}
