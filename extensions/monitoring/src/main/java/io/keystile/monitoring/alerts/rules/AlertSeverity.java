package io.keystile.monitoring.alerts.rules;

/** How much an alert matters, the least first. */
public enum AlertSeverity {
    /** Worth to be seen at the next review. */
    INFO,
    /** Somebody should look at it within the day. */
    WARNING,
    /** A key is, or may soon be, in wrong hands: look at once. */
    CRITICAL
}
