package io.keystile.store;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes changes of this node on to a feed, and keeps those that could not be passed on for another try. Thread-safe;
 * {@link #publish} is called by one thread only.
 */
final class FeedPublisher {
    static final Duration RETRY_FOR = Duration.ofSeconds(30);
    /** With more of them, other nodes read everything again. */
    static final int MAX_PENDING = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(FollowingApiKeyStore.class);

    private final ChangeFeed feed;
    private final LongSupplier nanoClock;
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by the lock. */
    private final Map<StoreChange, Made> pending = new LinkedHashMap<>();

    private final AtomicLong untold = new AtomicLong();
    private boolean failing;

    /** That a change was made, and when. Each instance equals itself only, because two may have the same time. */
    private static final class Made {
        private final long at;

        Made(long at) {
            this.at = at;
        }
    }

    FeedPublisher(ChangeFeed feed, LongSupplier nanoClock) {
        this.feed = feed;
        this.nanoClock = nanoClock;
    }

    void add(StoreChange change) {
        Made made = new Made(nanoClock.getAsLong());
        lock.lock();
        try {
            if (pending.size() >= MAX_PENDING) {
                pending.clear();
                pending.put(new StoreChange.OfAnything(), made);
            }
            pending.remove(change);
            pending.put(change, made);
        } finally {
            lock.unlock();
        }
    }

    /** Passes all pending changes on. If this fails, they remain pending. */
    void publish() {
        Map<StoreChange, Made> batch = pendingOnes();
        if (batch.isEmpty()) {
            return;
        }
        try {
            feed.publish(List.copyOf(batch.keySet()));
        } catch (RuntimeException e) {
            if (!failing) {
                failing = true;
                LOG.warn("Changes of this node could not be passed to other nodes; trying again for 30 seconds", e);
            }
            return;
        }
        failing = false;
        lock.lock();
        try {
            // One that was made once more meanwhile stays.
            batch.forEach(pending::remove);
        } finally {
            lock.unlock();
        }
    }

    private Map<StoreChange, Made> pendingOnes() {
        long oldest = nanoClock.getAsLong() - RETRY_FOR.toNanos();
        lock.lock();
        try {
            int before = pending.size();
            pending.values().removeIf(made -> made.at - oldest < 0);
            int late = before - pending.size();
            if (late > 0) {
                untold.addAndGet(late);
                LOG.warn(
                        "{} changes of this node could not be passed to other nodes; they take effect there within"
                                + " CacheSettings.freshFor",
                        late);
            }
            return new LinkedHashMap<>(pending);
        } finally {
            lock.unlock();
        }
    }

    long untold() {
        return untold.get();
    }
}
