package io.keystile.manage;

/**
 * Hears of every change, after the store has it and in the thread that made it. What it throws is logged, and undoes
 * nothing. Implementations are thread-safe.
 */
@FunctionalInterface
public interface AuditListener {
    /** Hears of one change. */
    void onChange(AuditEvent event);
}
