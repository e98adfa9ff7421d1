package io.keystile.monitoring.alerts;

/** Is told of alerts. Called by one thread at a time, for each {@link AlertMonitor}. */
@FunctionalInterface
public interface AlertListener {
    /**
     * Takes note of an alert. It should be quick: the monitor looks at no further decision until this returns. What it throws
     * is logged and dropped.
     */
    void onAlert(Alert alert);
}
