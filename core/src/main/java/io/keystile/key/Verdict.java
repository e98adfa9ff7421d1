package io.keystile.key;

/** The result of verifying a key. "Wrong" and "cannot be verified now" are different results. */
public enum Verdict {
    /** The hash is the hash of this key's secret. */
    RIGHT,
    /** The hash is not the hash of this key's secret, or cannot be verified at all. */
    WRONG,
    /**
     * The hash could not be verified now, because the maximum number of slow hashes is being verified, memory is short
     * or the thread was interrupted. The key may be right or wrong.
     */
    BUSY
}
