package io.keystile.monitoring.alerts;

/** What is done when a rule suspects something. */
public enum AlertReaction {
    /** Nothing: the rule does not run. */
    NOTHING,
    /** The listeners are told. */
    ALERT,
    /**
     * The key is disabled, and the listeners are told. It is done only where the suspicion is about a key whose secret was
     * verified, so that nobody can have a key disabled whose public id they know.
     */
    DISABLE_KEY
}
