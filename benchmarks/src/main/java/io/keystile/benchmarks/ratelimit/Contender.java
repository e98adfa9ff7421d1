package io.keystile.benchmarks.ratelimit;

/** A rate limiter with a limit for each key; keys are numbered from 0. Thread-safe, and never waits. */
interface Contender {
    /** Acquires permits for a key's call, and returns the limiter's own result object. */
    Object acquire(int key, int permits);

    /** Returns whether a result of {@link #acquire} admits the call. */
    boolean admitted(Object result);

    /** Returns an object that references, directly or not, everything kept for keys. */
    Object memory();
}
