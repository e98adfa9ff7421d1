package io.keystile.key;

/** What comes of verifying a key: "wrong" and "cannot tell" are never one. */
public enum Verdict {
    /** The hash was made of this key's secret. */
    RIGHT,
    /** It was not, or nobody can verify such a hash. */
    WRONG,
    /** It cannot be told now: as many slow hashes as may be are being verified already. Says nothing of the key. */
    BUSY
}
