package io.keystile.benchmarks.timing;

/** Calls of one kind, among which one is drawn each time. */
interface Caller {
    /** Returns what kind they are. */
    String kind();

    /** Returns how many there are. */
    int size();

    /** Makes one of them, and returns whether it was granted. */
    boolean call(int which);
}
