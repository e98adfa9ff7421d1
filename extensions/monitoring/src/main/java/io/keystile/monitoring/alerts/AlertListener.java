package io.keystile.monitoring.alerts;

/** Receives alerts. Each {@link AlertMonitor} calls its listeners from one thread at a time. */
@FunctionalInterface
public interface AlertListener {
    /**
     * Receives an alert. Implementations should return quickly, because the monitor judges no further decision until
     * they do. A {@link RuntimeException} is logged and otherwise ignored.
     */
    void onAlert(Alert alert);
}
