package io.keystile.ratelimit;

import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The buckets of a limiter by id, up to a maximum number. Creating a bucket also checks a few others and evicts those
 * that are idle. So no background thread is needed, and no call sweeps a large table.
 */
final class BucketTable {

    private static final Logger LOG = LoggerFactory.getLogger(SlidingWindowRateLimiter.class);
    private static final int SWEPT_ON_CREATE = 2;
    private static final int SWEPT_IF_FULL = 128;
    private static final long NANOS_BETWEEN_WARNINGS = 60_000_000_000L;

    private final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private final AtomicLong nextWarning = new AtomicLong();
    private final int maxBuckets;
    private final MonotonicTime time;
    private final int firstCount;

    /** Used only by the thread that has set {@link #sweeping}. */
    private Iterator<Bucket> cursor = buckets.values().iterator();

    BucketTable(int maxBuckets, MonotonicTime time, int firstCount) {
        this.maxBuckets = maxBuckets;
        this.time = time;
        this.firstCount = firstCount;
    }

    int size() {
        return size.get();
    }

    /**
     * Returns the open bucket of this id and limits, created if absent; null if all buckets of a full table are in use.
     */
    @Nullable
    Bucket find(RateLimitBucket requested, long permits) {
        Bucket last = requested.cachedBucket();
        // An open bucket is always in its table, because it is closed before it is removed.
        if (last != null && last.isIn(this) && last.isOpenWith(requested.limits())) {
            return last;
        }
        Bucket found = findById(requested, permits);
        if (found != null) {
            requested.cache(found);
            found.setIdentity(requested);
        }
        return found;
    }

    private @Nullable Bucket findById(RateLimitBucket requested, long permits) {
        while (true) {
            Bucket found = buckets.get(requested.id());
            if (found == null) {
                if (!reserve()) {
                    return null;
                }
                Bucket fresh = Bucket.create(this, requested, time.now(), firstCount, permits);
                if (buckets.putIfAbsent(requested.id(), fresh) == null) {
                    return fresh;
                }
                size.decrementAndGet();
            } else if (found.isOpenWith(requested.limits())) {
                return found;
            } else {
                long word = found.close();
                buckets.replace(requested.id(), found, found.successor(word, requested, time.now(), permits));
            }
        }
    }

    /** Returns a bucket like the one that {@link #find} would return, without changing the table. */
    Bucket preview(RateLimitBucket requested, long permits) {
        while (true) {
            Bucket found = buckets.get(requested.id());
            if (found == null) {
                return Bucket.create(this, requested, time.now(), firstCount, permits);
            }
            if (found.isOpenWith(requested.limits())) {
                return found;
            }
            long word = found.state();
            Bucket successor = found.successor(word, requested, time.now(), permits);
            if (found.state() == word) {
                return successor;
            }
        }
    }

    private boolean reserve() {
        sweep(size.get() < maxBuckets ? SWEPT_ON_CREATE : SWEPT_IF_FULL);
        if (size.incrementAndGet() <= maxBuckets) {
            return true;
        }
        size.decrementAndGet();
        warnTableFull();
        return false;
    }

    private void sweep(int maxSteps) {
        if (!sweeping.compareAndSet(false, true)) {
            return;
        }
        try {
            long now = time.now();
            boolean restarted = false;
            for (int i = 0; i < maxSteps; i++) {
                if (!cursor.hasNext()) {
                    if (restarted) {
                        return;
                    }
                    cursor = buckets.values().iterator();
                    restarted = true;
                    if (!cursor.hasNext()) {
                        return;
                    }
                }
                Bucket bucket = cursor.next();
                if (bucket.closeIfIdle(now) && buckets.remove(bucket.id(), bucket)) {
                    bucket.clearCachedReference();
                    size.decrementAndGet();
                }
            }
        } finally {
            sweeping.set(false);
        }
    }

    private void warnTableFull() {
        long now = time.now();
        long due = nextWarning.get();
        if (now >= due && nextWarning.compareAndSet(due, now + NANOS_BETWEEN_WARNINGS)) {
            LOG.warn(
                    "All {} rate limit buckets are in use; keys that need a new one get 429. Give the authenticator's"
                            + " builder a larger limiter: rateLimiter(new SlidingWindowRateLimiter(maxBuckets,"
                            + " System::nanoTime))",
                    maxBuckets);
        }
    }
}
