package io.keystile.admin;

/**
 * Hears of every change that somebody makes, after the store has it and in the thread that made it. What it throws is
 * logged, and undoes nothing. Implementations are thread-safe.
 *
 * <p>It does not hear of a change of which the store cannot say whether it was made (a {@link
 * io.keystile.store.StoreException}), even if it was; nor of what nobody decides: last uses, and hashes that are replaced.
 */
@FunctionalInterface
public interface AuditListener {
    /** Hears of one change. */
    void onChange(AuditEvent event);
}
