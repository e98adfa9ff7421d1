package io.keystile.benchmarks.ratelimit;

/** How every call of a trial ends. Named as on the command line. */
public enum Outcome {
    /** The call is within the limit. */
    admit,
    /** The limit was spent beforehand, and nothing of it comes back for days. */
    deny
}
