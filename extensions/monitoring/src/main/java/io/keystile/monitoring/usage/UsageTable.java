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

/** The counts of at most so many keys, and of all further ones together. */
final class UsageTable {
    private static final Duration UNUSED = Duration.ofDays(1);
    /** A full table is searched for unused keys once a minute, not at each call of a key that has no place. */
    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(1);

    private static final long NEVER = Long.MIN_VALUE / 2;

    private final ConcurrentHashMap<KeyId, KeyCounts> keys = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicLong sweptAt = new AtomicLong(NEVER);
    private final int maxKeys;
    private final KeyCounts others = new KeyCounts(UsageMeter.OTHERS, UsageMeter.OTHERS.value(), Instant.EPOCH);
    /** Whether keys whose counts are not written yet have to stay. */
    private volatile boolean keepsUnwritten;

    UsageTable(int maxKeys) {
        this.maxKeys = maxKeys;
    }

    KeyCounts of(ApiKeyPrincipal caller, Instant now) {
        KeyCounts found = keys.get(caller.keyId());
        return found != null ? found : make(caller, now);
    }

    private KeyCounts make(ApiKeyPrincipal caller, Instant now) {
        if (isFull()) {
            sweep(now);
        }
        if (isFull()) {
            // Whoever took the last place may have taken it for this very key.
            KeyCounts found = keys.get(caller.keyId());
            return found != null ? found : others;
        }
        return place(caller, now);
    }

    private synchronized KeyCounts place(ApiKeyPrincipal caller, Instant now) {
        KeyCounts present = keys.get(caller.keyId());
        if (present != null) {
            return present;
        }
        if (isFull()) {
            return others;
        }
        KeyCounts fresh = new KeyCounts(caller.keyId(), caller.workspace(), now);
        keys.put(caller.keyId(), fresh);
        size.incrementAndGet();
        return fresh;
    }

    private boolean isFull() {
        return size.get() >= maxKeys;
    }

    private void sweep(Instant now) {
        long last = sweptAt.get();
        long second = now.getEpochSecond();
        if (Math.abs(second - last) < BETWEEN_SWEEPS.toSeconds() || !sweptAt.compareAndSet(last, second)) {
            return;
        }
        Instant old = now.minus(UNUSED);
        for (KeyCounts counts : keys.values()) {
            if (counts.isUnusedSince(old)
                    && (!keepsUnwritten || counts.isWritten())
                    && keys.remove(counts.key, counts)) {
                size.decrementAndGet();
            }
        }
    }

    @Nullable
    KeyCounts find(KeyId key) {
        return key.equals(UsageMeter.OTHERS) ? others : keys.get(key);
    }

    Collection<KeyCounts> all() {
        return keys.values();
    }

    KeyCounts others() {
        return others;
    }

    int size() {
        return size.get();
    }

    void keepUnwritten() {
        keepsUnwritten = true;
    }
}
