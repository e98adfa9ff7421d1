package io.keystile.key;

import org.jspecify.annotations.Nullable;

/**
 * A password hash with its parameters and salt: made to cost time and memory, which random keys have no need of. Immutable
 * and thread-safe.
 */
interface SlowFunction {
    /** Returns the digest of a secret, or null where the function does not take all of it. */
    byte @Nullable [] digest(byte[] secret);
}
