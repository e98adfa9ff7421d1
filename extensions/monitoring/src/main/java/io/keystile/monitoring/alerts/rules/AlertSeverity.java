package io.keystile.monitoring.alerts.rules;

/** The urgency of an alert, in ascending order. */
public enum AlertSeverity {
    /** Should be read at the next review. */
    INFO,
    /** Should be looked at within the day. */
    WARNING,
    /** A key is, or may soon be, in the wrong hands. Should be looked at immediately. */
    CRITICAL
}
