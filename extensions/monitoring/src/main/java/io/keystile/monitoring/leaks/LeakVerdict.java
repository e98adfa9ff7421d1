package io.keystile.monitoring.leaks;

/** States whether a text that was found is a key of the application. */
public enum LeakVerdict {
    /** The text is a key of the application with the right secret, in any status. */
    OURS,
    /** The text is not a key, or its id is unknown, or its secret is wrong. */
    NOT_OURS,
    /**
     * Unknown: the store could not answer or could not save the revocation, or the secret could not be verified now.
     * Report the text again.
     */
    CANNOT_TELL
}
