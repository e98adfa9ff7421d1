package io.keystile.jdbc;

import java.lang.reflect.Method;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes a pool of HikariCP whose own settings bound the wait for a connection, so that it can be called in the
 * caller's thread. A handover to another thread takes longer than the statement of a look-up. HikariCP binds no
 * connection to a thread. Its class is used by reflection, because this module depends on no pool. Thread-safe.
 */
final class BoundedPool {
    private static final String HIKARI = "com.zaxxer.hikari.HikariDataSource";

    private final DataSource pool;
    private final long timeoutMillis;
    private final Method isRunning;
    private final Method isAllowPoolSuspension;
    private final Method getConnectionTimeout;
    private final Method getValidationTimeout;

    private BoundedPool(DataSource pool, Duration timeout) throws NoSuchMethodException {
        this.pool = pool;
        this.timeoutMillis = timeout.toMillis();
        this.isRunning = pool.getClass().getMethod("isRunning");
        this.isAllowPoolSuspension = pool.getClass().getMethod("isAllowPoolSuspension");
        this.getConnectionTimeout = pool.getClass().getMethod("getConnectionTimeout");
        this.getValidationTimeout = pool.getClass().getMethod("getValidationTimeout");
    }

    /** Returns null for any other class, also for a subclass, which may do more. */
    static @Nullable BoundedPool of(DataSource pool, Duration timeout) {
        try {
            return pool.getClass().getName().equals(HIKARI) ? new BoundedPool(pool, timeout) : null;
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    /**
     * Returns whether the pool provides a connection within the timeout, or fails. It waits for its connection timeout,
     * and may then still validate a last connection. Read each time, because these settings can be changed at run time,
     * and because the first call of a pool that does not run yet may take longer.
     */
    boolean isWithinTimeout() {
        try {
            return (boolean) isRunning.invoke(pool)
                    && !(boolean) isAllowPoolSuspension.invoke(pool)
                    && (long) getConnectionTimeout.invoke(pool) + (long) getValidationTimeout.invoke(pool)
                            <= timeoutMillis;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
