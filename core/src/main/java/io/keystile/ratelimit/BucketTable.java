package io.keystile.ratelimit;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The buckets of a limiter by id, up to a maximum number. Creating a bucket also checks a few others, and evicts those
 * that are idle. So idle buckets vanish without a background thread, and no call sweeps a large table.
 */
final class BucketTable {

    private static final Logger LOG = LoggerFactory.getLogger(SlidingWindowRateLimiter.class);
    private static final int BUCKETS_SWEPT_ON_CREATE = 2;
    private static final int SLOTS_SWEPT_ON_CREATE = 64;
    private static final int SLOTS_SWEPT_IF_FULL = 256;
    private static final long NANOS_BETWEEN_WARNINGS = 60_000_000_000L;

    private final CountersById buckets;
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private final AtomicLong nextWarning = new AtomicLong();
    private final int maxBuckets;
    private final MonotonicTime time;
    private final int firstCount;

    BucketTable(int maxBuckets, MonotonicTime time, int firstCount) {
        this.buckets = new CountersById(maxBuckets, new SecureRandom().nextLong());
        this.maxBuckets = maxBuckets;
        this.time = time;
        this.firstCount = firstCount;
    }

    int size() {
        return size.get();
    }

    /**
     * Returns open counters of this id and limits that can count such a call, created if absent; null if all buckets of
     * a full table are in use.
     *
     * @param returnable whether the call may give its permits back
     */
    @Nullable
    Counters find(RateLimitBucket requested, long permits, boolean returnable) {
        Counters last = cached(requested, permits, returnable);
        if (last != null) {
            return last;
        }
        Counters found = findById(requested, permits, returnable);
        if (found != null) {
            requested.cache(found);
            found.setIdentity(requested);
        }
        return found;
    }

    /** Returns the counters that this instance found last if {@link #find} would return them; null otherwise. */
    @Nullable
    Counters cached(RateLimitBucket requested, long permits, boolean returnable) {
        Counters last = requested.cachedCounters();
        // Open counters are always in their table, because they are closed before they are removed.
        return last != null && last.isIn(this) && last.isOpenFor(requested.limits(), permits, returnable) ? last : null;
    }

    private @Nullable Counters findById(RateLimitBucket requested, long permits, boolean returnable) {
        while (true) {
            Counters found = buckets.get(requested.id());
            if (found == null) {
                if (!reserve()) {
                    return null;
                }
                Counters fresh = Counters.create(this, requested, time.now(), firstCount, permits, returnable);
                if (buckets.putIfAbsent(fresh)) {
                    return fresh;
                }
                size.decrementAndGet();
            } else if (found.isOpenFor(requested.limits(), permits, returnable)) {
                return found;
            } else {
                buckets.replace(found, found.replace(requested, time, permits, returnable));
            }
        }
    }

    /** Returns counters with the history of what {@link #find} would return, to peek at. Does not change the table. */
    Counters preview(RateLimitBucket requested, long permits) {
        while (true) {
            Counters found = buckets.get(requested.id());
            Counters preview = found == null
                    ? Bucket.create(this, requested, time.now(), firstCount, permits)
                    : found.preview(requested, time, permits);
            if (preview != null) {
                return preview;
            }
        }
    }

    private boolean reserve() {
        boolean full = size.get() >= maxBuckets;
        if (full) {
            sweep(Math.min(SLOTS_SWEPT_IF_FULL, buckets.slots()), Integer.MAX_VALUE);
        } else {
            sweep(SLOTS_SWEPT_ON_CREATE, BUCKETS_SWEPT_ON_CREATE);
        }
        if (size.incrementAndGet() <= maxBuckets) {
            return true;
        }
        size.decrementAndGet();
        warnTableFull();
        return false;
    }

    /** Evicts idle buckets. It may pass over buckets of a slot that changes meanwhile; a later sweep sees them. */
    private void sweep(int maxSlots, int enoughBuckets) {
        if (!sweeping.compareAndSet(false, true)) {
            return;
        }
        try {
            long now = time.now();
            int seen = 0;
            for (int i = 0; i < maxSlots && seen < enoughBuckets; i++) {
                Counters bucket = buckets.nextSlot();
                while (bucket != null) {
                    seen++;
                    Counters next = bucket.next();
                    if (bucket.closeIfIdle(now) && buckets.remove(bucket)) {
                        bucket.clearCachedReference();
                        size.decrementAndGet();
                    }
                    bucket = next;
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
                            + " builder a larger limiter: rateLimiter(new SlidingWindowRateLimiter(maxBuckets))",
                    maxBuckets);
        }
    }
}
