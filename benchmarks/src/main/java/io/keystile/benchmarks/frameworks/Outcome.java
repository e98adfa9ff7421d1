package io.keystile.benchmarks.frameworks;

/** The outcome of every call of a trial, named as on the command line. */
public enum Outcome {
    /** The application is reached and gets the caller's name. */
    granted,
    /** The key was never issued: status 401, or its equivalent where there is no HTTP. */
    unknownKey
}
