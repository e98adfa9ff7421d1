package io.keystile.benchmarks.timing;

/** A set of calls of one kind, from which each round draws one. */
interface Caller {
    /** Returns the name of the kind. */
    String kind();

    /** Returns the number of calls. */
    int size();

    /** Makes the call with this index, and returns whether it was granted. */
    boolean call(int which);
}
