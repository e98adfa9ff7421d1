package io.keystile.monitoring.leaks;

/** Whether a text that was found is a key of the application. */
public enum LeakVerdict {
    /** It is, with its secret; whatever its status. */
    OURS,
    /** It is not: not a key, of no known id, or with another secret. */
    NOT_OURS,
    /** The store could not answer, or could not keep the revocation: report the text again. */
    CANNOT_TELL
}
