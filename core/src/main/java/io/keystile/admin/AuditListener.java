package io.keystile.admin;

/**
 * Receives every change that an actor makes, after the store has accepted it and in the thread that made it; in a
 * transaction of the application, after its commit. An exception from a listener is logged and undoes nothing.
 * Implementations are thread-safe.
 *
 * <p>If the store throws a {@link io.keystile.store.StoreException}, no listener is notified, even if the change was
 * made; the store has its audit entry then. Last uses and replaced hashes are not reported, because no actor decides
 * them.
 */
@FunctionalInterface
public interface AuditListener {
    /** Receives one change. */
    void onChange(AuditEvent event);
}
