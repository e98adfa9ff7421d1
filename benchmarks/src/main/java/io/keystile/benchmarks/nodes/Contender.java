package io.keystile.benchmarks.nodes;

/**
 * A limiter as one of many nodes uses it, with a limit for each key that holds for all nodes; keys are numbered from 0.
 * Thread-safe, and never waits for a permit.
 */
interface Contender extends AutoCloseable {
    /** Acquires permits for a key's call, and returns the limiter's own result object. */
    Object acquire(int key, int permits);

    /** Returns whether a result of {@link #acquire} admits the call. */
    boolean admitted(Object result);

    /** Closes the connections to the server. */
    @Override
    void close();
}
