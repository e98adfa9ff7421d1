package io.keystile.monitoring.leaks;

/**
 * Is notified of each key that was found, after it was handled, so that its owner can be informed. Implementations are
 * thread-safe.
 */
@FunctionalInterface
public interface LeakListener {
    /**
     * Handles the event. It is called in the thread that reports the key, once per report, so again for each further
     * place and for each repeated report. An exception is logged and otherwise ignored.
     */
    void onLeak(LeakEvent event);
}
