package io.keystile.benchmarks.allowlist;

/** The form of an address, named as on the command line. */
public enum Form {
    /** Text, which each library parses itself. */
    text,
    /** 4 or 16 bytes in network order. */
    bytes
}
