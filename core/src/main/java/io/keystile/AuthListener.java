package io.keystile;

/** Hears of every decision, and can neither change nor stop one. Implementations are thread-safe. */
@FunctionalInterface
public interface AuthListener {
    /** Takes note of a decision. What it throws is counted and dropped. */
    void onDecision(AuthEvent event);
}
