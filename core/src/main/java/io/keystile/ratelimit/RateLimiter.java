package io.keystile.ratelimit;

import java.util.List;

/**
 * Decides whether a call is within its limits, and spends its permits if so.
 *
 * <p>Implementations are thread-safe. They throw an unchecked exception only if they cannot decide. A call over its
 * limit is a result, not an exception.
 */
@FunctionalInterface
public interface RateLimiter {

    /**
     * Acquires the permits from every limit of every bucket, or from none of them.
     *
     * <p>If a call costs more than all permits of a limit, it is charged all permits of that limit, so that it can be
     * granted.
     *
     * @param buckets the buckets, each with a different id; an empty list grants the call without a quota
     * @param permits the cost of the call, at least 1
     * @throws IllegalArgumentException if {@code permits} is below 1 or two buckets have the same id
     */
    RateLimitResult tryAcquire(List<RateLimitBucket> buckets, long permits);

    /**
     * Acquires the permits as {@link #tryAcquire} does, so that {@link RateLimitResult#refund} may give them back. By
     * default, nothing can be given back.
     *
     * @throws IllegalArgumentException if {@code permits} is below 1 or two buckets have the same id
     */
    default RateLimitResult tryAcquireRefundable(List<RateLimitBucket> buckets, long permits) {
        return tryAcquire(buckets, permits);
    }

    /**
     * Returns whether a call may wait, for example for a server. An adapter of an event loop then makes it in another
     * thread. True by default.
     */
    default boolean mayBlock() {
        return true;
    }

    /** Returns the number of buckets that this process keeps in memory now, for monitoring; 0 if it keeps none. */
    default int bucketCount() {
        return 0;
    }
}
