package io.keystile;

/** Why a request was denied. What a client is told of it is the business of {@code io.keystile.http}. */
public enum DenialReason {
    /** It came in clear text, and HTTPS is required. */
    HTTPS_REQUIRED,
    /** It brought no key. */
    NO_CREDENTIAL,
    /** It brought more than one, or one in two places. */
    AMBIGUOUS_CREDENTIAL,
    /** What it brought is not written like a key, or has a wrong checksum. */
    MALFORMED_KEY,
    /** There is no key with this id. */
    UNKNOWN_KEY,
    /** There is a key with this id, but this is not its secret. */
    WRONG_SECRET,
    /** The key is disabled. */
    KEY_DISABLED,
    /** The key is revoked. */
    KEY_REVOKED,
    /** The key has expired. */
    KEY_EXPIRED,
    /** The key is for another environment. */
    WRONG_ENVIRONMENT,
    /** The key's workspace is suspended. */
    WORKSPACE_SUSPENDED,
    /** The client's address is not on the key's allowlist, or unknown. */
    ADDRESS_NOT_ALLOWED,
    /** The key has not all permissions that the call asks for. */
    PERMISSION_MISSING,
    /** A limit is reached. */
    LIMIT_EXCEEDED,
    /**
     * Too many unknown keys, or wrong secrets whose hash is slow, came from the client's address; nothing was looked up or
     * verified.
     */
    TOO_MANY_UNKNOWN_KEYS,
    /**
     * The store or the limiter cannot answer, or as many slow hashes as may be are being verified; nothing is said about the
     * key.
     */
    UNAVAILABLE
}
