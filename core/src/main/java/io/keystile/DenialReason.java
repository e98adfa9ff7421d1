package io.keystile;

/**
 * The reason why a request was denied. {@code io.keystile.adapter.Problem} has the status code and the problem type of
 * each, for example {@code ip-not-allowed} for {@link #ADDRESS_NOT_ALLOWED}.
 */
public enum DenialReason {
    /** The request came in clear text, and HTTPS is required. */
    HTTPS_REQUIRED,
    /** The request brought no key. */
    NO_CREDENTIAL,
    /** The request brought more than one key, or the same key in two places. */
    AMBIGUOUS_CREDENTIAL,
    /** The credential is not written like a key, or its checksum is wrong. */
    MALFORMED_KEY,
    /** No key has this id. */
    UNKNOWN_KEY,
    /** The key exists, but the secret is wrong, or the presented key states another environment than its record. */
    WRONG_SECRET,
    /** The key is disabled. */
    KEY_DISABLED,
    /** The key is revoked. */
    KEY_REVOKED,
    /** The key has expired. */
    KEY_EXPIRED,
    /** The key was issued for an environment that is not accepted. */
    WRONG_ENVIRONMENT,
    /** The key is for other services than this one. */
    WRONG_SERVICE,
    /** The key's workspace is suspended. */
    WORKSPACE_SUSPENDED,
    /** The client's address is unknown or not on the key's allowlist. */
    ADDRESS_NOT_ALLOWED,
    /** The key does not hold all permissions that the call requires. */
    PERMISSION_MISSING,
    /** A rate limit of the key or its workspace is exceeded. */
    LIMIT_EXCEEDED,
    /**
     * Too many unknown keys, or wrong secrets with slow hashes, came from the client's address. The key was not looked
     * up, or not verified.
     */
    TOO_MANY_UNKNOWN_KEYS,
    /**
     * The store or the limiter cannot answer, the key's plan does not exist, or the maximum number of slow hashes is
     * being verified. This reason does not state whether the key is valid.
     */
    UNAVAILABLE
}
