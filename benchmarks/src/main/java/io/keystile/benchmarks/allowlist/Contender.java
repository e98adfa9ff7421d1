package io.keystile.benchmarks.allowlist;

/** An allowlist. Thread-safe for look-ups. */
interface Contender {
    /** Returns whether an address, given as text, is in a range. */
    boolean allows(String address);

    /** Returns whether an address, given as 4 or 16 bytes, is in a range. */
    boolean allows(byte[] address);
}
