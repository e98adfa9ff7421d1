package io.keystile.benchmarks.allowlist;

/** The result for every address of a trial, named as on the command line. */
public enum Outcome {
    /** The address is in a range. */
    hit,
    /** The address is in no range. */
    miss
}
