package io.keystile.console;

import io.keystile.key.KeyId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for 24 hours which request with an {@code Idempotency-Key} issued which key, so that a repeat issues no
 * second one. It keeps no plaintext, so a repeat cannot be answered like the first request.
 *
 * <p>The last 100 of each of the last 1,000 workspaces are remembered, on this node: at worst a key too many is issued,
 * which is listed and never used. Thread-safe.
 */
final class IssuedBefore {
    private static final int MAX_OF_WORKSPACE = 100;
    private static final int MAX_WORKSPACES = 1_000;
    private static final Duration KEPT = Duration.ofHours(24);

    private final Map<String, Map<String, Entry>> ofWorkspace = new LatestOnly<>(MAX_WORKSPACES);

    /**
     * A request.
     *
     * @param digest what was asked
     * @param time when it began
     * @param key the key that it issued; null while it is processed
     */
    record Entry(String digest, Instant time, @Nullable KeyId key) {}

    /** Keeps the entries that were used last. */
    private static final class LatestOnly<V> extends LinkedHashMap<String, V> {
        private static final long serialVersionUID = 1L;

        private final int max;

        LatestOnly(int max) {
            super(16, 0.75f, true);
            this.max = max;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > max;
        }
    }

    /** Notes that a request begins; returns the request before it with the same value, or null if it is the first. */
    synchronized @Nullable Entry begin(String workspace, String value, String digest, Instant now) {
        Map<String, Entry> entries =
                ofWorkspace.computeIfAbsent(workspace, first -> new LatestOnly<>(MAX_OF_WORKSPACE));
        Entry earlier = entries.get(value);
        if (earlier != null && earlier.time().plus(KEPT).isAfter(now)) {
            return earlier;
        }
        entries.put(value, new Entry(digest, now, null));
        return null;
    }

    /** Notes which key a request issued. */
    synchronized void issued(String workspace, String value, KeyId key) {
        Map<String, Entry> entries = ofWorkspace.get(workspace);
        if (entries != null) {
            entries.computeIfPresent(value, (same, entry) -> new Entry(entry.digest(), entry.time(), key));
        }
    }

    /** Notes that a request issued no key, and may be sent again. */
    synchronized void failed(String workspace, String value) {
        Map<String, Entry> entries = ofWorkspace.get(workspace);
        if (entries != null) {
            entries.remove(value);
        }
    }
}
