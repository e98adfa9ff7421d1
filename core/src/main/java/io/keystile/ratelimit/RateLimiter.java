package io.keystile.ratelimit;

import java.util.List;

/**
 * Decides whether a call is within its limits, and spends the permits if it is.
 *
 * <p>Implementations are thread-safe. They throw an unchecked exception only when they cannot decide; being over a
 * limit is a result.
 */
@FunctionalInterface
public interface RateLimiter {

    /**
     * Takes the permits from every limit of every bucket, or from none.
     *
     * <p>A call that asks for more than a limit's whole size is charged the whole limit, so that it can pass.
     *
     * @param buckets none grants the call without any quota; no two may have the same id
     * @param permits what the call costs, at least 1
     * @throws IllegalArgumentException if {@code permits} is below 1 or two buckets have the same id
     */
    RateLimitResult tryAcquire(List<RateLimitBucket> buckets, long permits);

    /** Returns how many buckets this process keeps in memory now, for those who watch it; 0 if it keeps none. */
    default int bucketCount() {
        return 0;
    }
}
