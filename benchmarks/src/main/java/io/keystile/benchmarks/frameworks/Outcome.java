package io.keystile.benchmarks.frameworks;

/** How every call of a trial ends. Named as on the command line. */
public enum Outcome {
    /** The application is reached, and knows who calls. */
    granted,
    /** Nobody issued the key: 401, or what stands for it where there is no HTTP. */
    unknownKey
}
