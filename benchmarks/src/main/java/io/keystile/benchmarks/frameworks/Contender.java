package io.keystile.benchmarks.frameworks;

import org.jspecify.annotations.Nullable;

/** A framework that authenticates calls. Thread-safe. */
interface Contender {
    /**
     * Authenticates one call.
     *
     * @return the caller's name as the framework passes it to the application; null if it denied the call
     * @throws IllegalStateException if the framework did neither
     */
    @Nullable
    String callerOf(Call call) throws Exception;
}
