package io.keystile.monitoring.leaks;

/** What is done about a key that has leaked. */
public enum LeakPolicy {
    /** It is revoked at once. */
    REVOKE,
    /** It is left as it is, and only the {@link LeakListener} is told. */
    ALERT_ONLY
}
