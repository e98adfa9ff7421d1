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
 * All buckets by id, at most so many. Making one looks at a few others and drops those that are idle, so no thread of
 * its own is needed and no caller pays for a sweep of the whole table.
 */
final class BucketTable {

    private static final Logger LOG = LoggerFactory.getLogger(SlidingWindowRateLimiter.class);
    private static final int SWEPT_WHEN_MAKING = 2;
    private static final int SWEPT_WHEN_FULL = 128;
    private static final long NANOS_BETWEEN_WARNINGS = 60_000_000_000L;

    private final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private final AtomicLong nextWarning = new AtomicLong();
    private final int maxBuckets;
    private final MonotonicTime time;
    private final int firstCount;

    /** Only the thread that set {@link #sweeping} uses it. */
    private Iterator<Bucket> cursor = buckets.values().iterator();

    BucketTable(int maxBuckets, MonotonicTime time, int firstCount) {
        this.maxBuckets = maxBuckets;
        this.time = time;
        this.firstCount = firstCount;
    }

    int size() {
        return size.get();
    }

    /** The open bucket with the limits asked for, made if need be; null when the table is full of buckets in use. */
    @Nullable
    Bucket find(RateLimitBucket asked, long permits) {
        Bucket last = asked.lastFound();
        // An open bucket is in its table: it is closed before it is taken out.
        if (last != null && last.isIn(this) && last.serves(asked.limits())) {
            return last;
        }
        Bucket found = findById(asked, permits);
        if (found != null) {
            asked.found(found);
            found.heldBy(asked);
        }
        return found;
    }

    private @Nullable Bucket findById(RateLimitBucket asked, long permits) {
        while (true) {
            Bucket found = buckets.get(asked.id());
            if (found == null) {
                if (!reserve()) {
                    return null;
                }
                Bucket fresh = Bucket.fresh(this, asked, time.now(), firstCount, permits);
                if (buckets.putIfAbsent(asked.id(), fresh) == null) {
                    return fresh;
                }
                size.decrementAndGet();
            } else if (found.serves(asked.limits())) {
                return found;
            } else {
                long word = found.close();
                buckets.replace(asked.id(), found, found.successor(word, asked, time.now(), permits));
            }
        }
    }

    /** The bucket as {@link #find} would answer it, without changing the table. */
    Bucket preview(RateLimitBucket asked, long permits) {
        while (true) {
            Bucket found = buckets.get(asked.id());
            if (found == null) {
                return Bucket.fresh(this, asked, time.now(), firstCount, permits);
            }
            if (found.serves(asked.limits())) {
                return found;
            }
            long word = found.state();
            Bucket successor = found.successor(word, asked, time.now(), permits);
            if (found.state() == word) {
                return successor;
            }
        }
    }

    private boolean reserve() {
        sweep(size.get() < maxBuckets ? SWEPT_WHEN_MAKING : SWEPT_WHEN_FULL);
        if (size.incrementAndGet() <= maxBuckets) {
            return true;
        }
        size.decrementAndGet();
        warn();
        return false;
    }

    private void sweep(int most) {
        if (!sweeping.compareAndSet(false, true)) {
            return;
        }
        try {
            long now = time.now();
            boolean restarted = false;
            for (int i = 0; i < most; i++) {
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
                    bucket.letGo();
                    size.decrementAndGet();
                }
            }
        } finally {
            sweeping.set(false);
        }
    }

    private void warn() {
        long now = time.now();
        long due = nextWarning.get();
        if (now >= due && nextWarning.compareAndSet(due, now + NANOS_BETWEEN_WARNINGS)) {
            LOG.warn(
                    "All {} rate limit buckets are in use; calls that need another one are refused. "
                            + "Give the limiter more buckets.",
                    maxBuckets);
        }
    }
}
