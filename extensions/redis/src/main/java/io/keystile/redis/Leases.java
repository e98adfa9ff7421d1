package io.keystile.redis;

import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The leased permits of this node. The memory is bounded: each bucket has one of 4,096 slots, and a bucket that takes
 * over a slot loses the leases in it, which are used by nobody until they leave the window. Thread-safe and lock-free.
 */
final class Leases {

    private static final int SLOTS = 1 << 12;

    /** Limits of up to so many permits are counted exactly, so they are never leased. */
    static final int EXACT = 128;

    /** A bucket and its limits; null for a limit that is never leased. */
    private static final class Leased {
        final RateLimitBucket bucket;
        final @Nullable LeasedLimit[] limits;

        Leased(RateLimitBucket bucket, @Nullable LeasedLimit[] limits) {
            this.bucket = bucket;
            this.limits = limits;
        }
    }

    private final AtomicReferenceArray<@Nullable Leased> slots = new AtomicReferenceArray<>(SLOTS);

    /** Returns a call that takes leased permits; null if no limit of it can be leased. */
    @Nullable
    LeasedCall call(List<RateLimitBucket> buckets, long cost, long now) {
        boolean any = false;
        int size = 0;
        for (RateLimitBucket bucket : buckets) {
            size += bucket.limits().size();
            for (RateLimit limit : bucket.limits()) {
                any |= limit.permits() > EXACT;
            }
        }
        if (!any) {
            return null;
        }
        @Nullable LeasedLimit[] all = new LeasedLimit[size];
        int at = 0;
        for (RateLimitBucket bucket : buckets) {
            @Nullable LeasedLimit[] limits = limits(bucket, now);
            System.arraycopy(limits, 0, all, at, limits.length);
            at += limits.length;
        }
        return new LeasedCall(buckets, cost, all);
    }

    private @Nullable LeasedLimit[] limits(RateLimitBucket bucket, long now) {
        int hash = bucket.id().hashCode();
        int slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
        while (true) {
            Leased leased = slots.get(slot);
            if (leased != null && leased.bucket.equals(bucket)) {
                return leased.limits;
            }
            @Nullable LeasedLimit[] limits = new LeasedLimit[bucket.limits().size()];
            for (int i = 0; i < limits.length; i++) {
                RateLimit limit = bucket.limits().get(i);
                limits[i] = limit.permits() <= EXACT
                        ? null
                        : new LeasedLimit(limit.window().toSeconds(), now);
            }
            if (slots.compareAndSet(slot, leased, new Leased(bucket, limits))) {
                return limits;
            }
        }
    }
}
