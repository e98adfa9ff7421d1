package io.keystile.monitoring.usage;

/** Hears when a key has used up so much of a limit. Implementations are thread-safe. */
@FunctionalInterface
public interface QuotaListener {
    /** Takes note of it. What it throws is logged and dropped. */
    void onThreshold(QuotaEvent event);
}
