package io.keystile.monitoring.leaks;

/** What was done about a key that was found. */
public enum LeakAction {
    /** It was revoked now. */
    REVOKED,
    /** It had been revoked before; nothing was to be done. */
    ALREADY_REVOKED,
    /** It was left as it is, because of {@link LeakPolicy#ALERT_ONLY}. It may still work. */
    LEFT_ALONE,
    /**
     * Nothing that is certain, because the store could not answer; another try is due. Whether the key's secret is right
     * was perhaps not verified, so it may be made up around a public id.
     */
    POSTPONED
}
