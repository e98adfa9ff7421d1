package io.keystile.benchmarks.authenticate;

import io.keystile.AuthRequest;

/** An implementation of authentication. Thread-safe. */
interface Contender extends AutoCloseable {
    /** Decides on a request, and returns the implementation's own result object. */
    Object decide(AuthRequest request);

    /** Decides on a request as {@link #decide} does, and returns the outcome. */
    Outcome outcomeOf(AuthRequest request);

    /** Stops background threads, if any. */
    @Override
    default void close() {}
}
