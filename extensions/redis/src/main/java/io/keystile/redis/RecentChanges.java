package io.keystile.redis;

import io.keystile.store.StoreChange;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** The changes of the last 30 seconds, as long as the cache of another node may be without one of them. Thread-safe. */
final class RecentChanges {
    static final Duration KEPT = Duration.ofSeconds(30);
    static final int MAX_CHANGES = 10_000;

    private final LongSupplier nanoClock;
    private final ReentrantLock lock = new ReentrantLock();
    /** When each change was added, in that order; guarded by the lock. */
    private final Map<StoreChange, Long> addedAt = new LinkedHashMap<>();

    RecentChanges(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Adds changes. With more than {@link #MAX_CHANGES}, they become a change of anything. */
    void add(List<StoreChange> changes) {
        lock.lock();
        try {
            forgetOld();
            long now = nanoClock.getAsLong();
            for (StoreChange change : changes) {
                addedAt.remove(change); // so that it moves to the end
                addedAt.put(change, now);
            }
            if (addedAt.size() > MAX_CHANGES) {
                addedAt.clear();
                addedAt.put(new StoreChange.OfAnything(), now);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns the changes in the order in which they were added. */
    List<StoreChange> all() {
        lock.lock();
        try {
            forgetOld();
            return List.copyOf(addedAt.keySet());
        } finally {
            lock.unlock();
        }
    }

    private void forgetOld() {
        long oldest = nanoClock.getAsLong() - KEPT.toNanos();
        addedAt.values().removeIf(at -> at - oldest < 0);
    }
}
