package io.keystile.benchmarks.authenticate;

/** How a call ends; every key of a trial is set up so that each of its calls ends so. Named as on the command line. */
public enum Outcome {
    /** Every check is passed. */
    granted,
    /** The request has no key. */
    noCredential,
    /** One character of the key was mistyped. */
    malformed,
    /** Nobody issued the key, and that is remembered. */
    unknown,
    /** There is such a key, with another secret. */
    wrongSecret,
    /** The key was revoked. */
    revoked,
    /** The key has expired. */
    expired,
    /** The client's address is in none of the key's ranges. */
    addressNotAllowed,
    /** The key has another permission than the one asked for. */
    permissionMissing,
    /** The key's limit is spent. */
    limitExceeded
}
