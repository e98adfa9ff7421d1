package io.keystile.benchmarks.allowlist;

/** What becomes of every address of a trial. Named as on the command line. */
public enum Outcome {
    /** It is in a range. */
    hit,
    /** It is in none. */
    miss
}
