package io.keystile.benchmarks.ratelimit;

/** The outcome of every call of a trial, named as on the command line. */
public enum Outcome {
    /** The call is within the limit. */
    admit,
    /** The limit was used up beforehand, and no permit returns for days. */
    deny
}
