package io.keystile.monitoring.usage;

/** Is notified when a key reaches a threshold of a limit. Implementations are thread-safe. */
@FunctionalInterface
public interface QuotaListener {
    /** Handles the event. An exception or error that it throws is logged and otherwise ignored. */
    void onThreshold(QuotaEvent event);
}
