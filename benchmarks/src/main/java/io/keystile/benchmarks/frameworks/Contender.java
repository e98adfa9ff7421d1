package io.keystile.benchmarks.frameworks;

import org.jspecify.annotations.Nullable;

/** A framework that authenticates calls. Thread-safe. */
interface Contender {
    /**
     * Authenticates one call.
     *
     * @return the name under which the framework hands the caller to the application; null if it turned the call away
     * @throws IllegalStateException if it did neither
     */
    @Nullable
    String callerOf(Call call) throws Exception;
}
