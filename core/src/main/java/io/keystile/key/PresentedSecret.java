package io.keystile.key;

/** The secret of a presented key. */
abstract sealed class PresentedSecret permits PresentedKey, KeyBuffer {
    /** Returns the digest of the secret, in an array that belongs to the digester. */
    abstract byte[] digest(Digester digester);
}
