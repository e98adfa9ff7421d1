package io.keystile;

/** Hears of every decision, and can neither change nor stop one. Implementations are thread-safe. */
@FunctionalInterface
public interface AuthListener {
    /** Takes note of a decision. What it throws is counted and dropped. */
    void onDecision(AuthEvent event);

    /**
     * Told, before the next event, that some were dropped because this listener's queue was full. A listener without a queue
     * misses none.
     *
     * @param events how many since it was last told, at least 1
     */
    default void onLoss(long events) {}
}
