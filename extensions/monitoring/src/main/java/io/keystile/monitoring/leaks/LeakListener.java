package io.keystile.monitoring.leaks;

/** Hears of every key that was found, after it was dealt with, so that its owner can be told. Thread-safe. */
@FunctionalInterface
public interface LeakListener {
    /**
     * Takes note of a key that was found. It is called in the thread that reports the key, again for each place and each
     * repetition of a report. What it throws is logged and dropped.
     */
    void onLeak(LeakEvent event);
}
