package io.keystile.benchmarks.ratelimit;

/** A way to limit the calls of each of many keys, which are numbered from 0. Thread-safe, and never waits. */
interface Contender {
    /** Takes the permits of a key's call or refuses it, and returns whatever there is to go on with. */
    Object take(int key, int permits);

    /** Tells whether an answer of {@link #take} grants the call. */
    boolean granted(Object answer);

    /** Returns the object from which everything is reached that is kept for keys. */
    Object memory();
}
