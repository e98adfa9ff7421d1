package io.keystile.benchmarks.allowlist;

/** In which form addresses come. Named as on the command line. */
public enum Form {
    /** As text, which each rival reads with its own parser. */
    text,
    /** As 4 or 16 bytes in network order. */
    bytes
}
