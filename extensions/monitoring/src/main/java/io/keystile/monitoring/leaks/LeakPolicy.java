package io.keystile.monitoring.leaks;

/** Determines what is done about a leaked key. */
public enum LeakPolicy {
    /** The key is revoked at once. */
    REVOKE,
    /** The key is left unchanged; only the {@link LeakListener} is notified. */
    ALERT_ONLY
}
