package io.keystile.key;

import org.jspecify.annotations.Nullable;

/**
 * A password hash function with its parameters and salt. It costs time and memory by design, which random keys do not
 * need. Immutable and thread-safe.
 */
interface SlowFunction {
    /** Returns the digest of a secret, or null if the function would ignore a part of the secret. */
    byte @Nullable [] digest(byte[] secret);
}
