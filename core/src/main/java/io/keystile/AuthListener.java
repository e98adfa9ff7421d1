package io.keystile;

/** Receives every decision, and can neither change nor prevent one. Implementations must be thread-safe. */
@FunctionalInterface
public interface AuthListener {
    /** Receives a decision. An exception or error that this method throws is counted, logged and otherwise ignored. */
    void onDecision(AuthEvent event);

    /**
     * Receives the number of events that were dropped because this listener's queue was full, or was not empty when
     * closing the authenticator gave up waiting. Called before the next event, or at the end. An inline
     * listener has no queue and never loses events this way.
     *
     * @param events the number of events dropped since the last call, at least 1
     */
    default void onLoss(long events) {}
}
