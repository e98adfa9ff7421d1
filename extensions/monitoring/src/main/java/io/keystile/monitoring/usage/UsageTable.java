package io.keystile.monitoring.usage;

import io.keystile.ApiKeyPrincipal;
import io.keystile.key.KeyId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Holds the counts of a bounded number of keys, and one shared entry for all further keys. Thread-safe. */
final class UsageTable {
    private static final Duration EVICTED_AFTER = Duration.ofDays(1);
    /** A full table is searched for unused keys once a minute, not at each call of a key without an entry. */
    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(1);

    private static final long NEVER = Long.MIN_VALUE / 2;

    private final ConcurrentHashMap<KeyId, KeyCounts> keys = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicLong sweptAt = new AtomicLong(NEVER);
    private final int maxKeys;
    private final KeyCounts others =
            new KeyCounts(UsageMeter.OTHERS, UsageMeter.OTHERS, UsageMeter.OTHERS.value(), Instant.EPOCH);
    /** Whether a key stays until a store has taken its counts. */
    private volatile boolean retainsUnwritten;

    UsageTable(int maxKeys) {
        this.maxKeys = maxKeys;
    }

    /** Returns the counts of a key, added if there is room; the shared entry if there is none. */
    KeyCounts countsOf(ApiKeyPrincipal caller, Instant now) {
        KeyCounts found = keys.get(caller.keyId());
        return found != null ? found : addIfRoom(caller, now);
    }

    private KeyCounts addIfRoom(ApiKeyPrincipal caller, Instant now) {
        if (isFull()) {
            evictUnused(now);
        }
        if (isFull()) {
            // Another thread may have taken the last place for this key.
            KeyCounts found = keys.get(caller.keyId());
            return found != null ? found : others;
        }
        return add(caller, now);
    }

    private synchronized KeyCounts add(ApiKeyPrincipal caller, Instant now) {
        KeyCounts present = keys.get(caller.keyId());
        if (present != null) {
            return present;
        }
        if (isFull()) {
            return others;
        }
        KeyCounts fresh = new KeyCounts(caller.keyId(), caller.origin(), caller.workspace(), now);
        keys.put(caller.keyId(), fresh);
        size.incrementAndGet();
        return fresh;
    }

    private boolean isFull() {
        return size.get() >= maxKeys;
    }

    private void evictUnused(Instant now) {
        long last = sweptAt.get();
        long second = now.getEpochSecond();
        if (Math.abs(second - last) < BETWEEN_SWEEPS.toSeconds() || !sweptAt.compareAndSet(last, second)) {
            return;
        }
        Instant oldest = now.minus(EVICTED_AFTER);
        for (KeyCounts counts : keys.values()) {
            if (counts.isUnusedSince(oldest)
                    && (!retainsUnwritten || counts.isWritten())
                    && keys.remove(counts.key, counts)) {
                size.decrementAndGet();
            }
        }
    }

    /** Returns the counts of a key; null if it has no entry. */
    @Nullable
    KeyCounts find(KeyId key) {
        return key.equals(UsageMeter.OTHERS) ? others : keys.get(key);
    }

    /** Returns all entries but the shared one. */
    Collection<KeyCounts> all() {
        return keys.values();
    }

    KeyCounts others() {
        return others;
    }

    int size() {
        return size.get();
    }

    void retainUnwritten() {
        retainsUnwritten = true;
    }
}
