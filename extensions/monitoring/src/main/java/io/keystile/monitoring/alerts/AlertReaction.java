package io.keystile.monitoring.alerts;

/** What an {@link AlertMonitor} does when a rule suspects misuse. */
public enum AlertReaction {
    /** Nothing. The rule does not run. */
    NOTHING,
    /** The listeners receive an alert. */
    ALERT,
    /**
     * The key is disabled, and the listeners receive an alert. Only a suspicion about a key whose secret was verified
     * disables the key, so that knowing a public id is not enough to have its key disabled.
     */
    DISABLE_KEY
}
