package io.keystile.monitoring.leaks;

/** The action that was taken on a key that was found. */
public enum LeakAction {
    /** The key was revoked. */
    REVOKED,
    /** The key had already been revoked; nothing was done. */
    ALREADY_REVOKED,
    /** The key was left unchanged because of {@link LeakPolicy#ALERT_ONLY}. It may still be valid. */
    LEFT_ALONE,
    /**
     * It is uncertain whether anything was done: the store could not answer, or the secret could not be verified now.
     * Report the text again. The secret may be unverified, so the text may be a public id with an invented secret.
     */
    POSTPONED
}
