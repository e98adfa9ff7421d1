package io.keystile.benchmarks.authenticate;

/** The outcome of every call of a trial; all keys are set up for it. Named as on the command line. */
public enum Outcome {
    /** All checks pass. */
    granted,
    /** The request presents no key. */
    noCredential,
    /** One character of the key is mistyped. */
    malformed,
    /** The key was never issued, and its absence is cached. */
    unknown,
    /** The key has another secret. */
    wrongSecret,
    /** The key is revoked. */
    revoked,
    /** The key has expired. */
    expired,
    /** The client's address is in none of the key's ranges. */
    addressNotAllowed,
    /** The key does not hold the required permission. */
    permissionMissing,
    /** The key's limit is used up. */
    limitExceeded
}
