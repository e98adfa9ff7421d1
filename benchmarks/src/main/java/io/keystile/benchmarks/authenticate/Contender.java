package io.keystile.benchmarks.authenticate;

import io.keystile.AuthRequest;

/** A way to authenticate requests. Thread-safe. */
interface Contender extends AutoCloseable {
    /** Decides on a request, and returns whatever its application would go on with. */
    Object decide(AuthRequest request);

    /** Decides on a request as {@link #decide} does, and says what came of it. */
    Outcome outcomeOf(AuthRequest request);

    /** Ends what runs in the background, if anything does. */
    @Override
    default void close() {}
}
