package io.keystile.ratelimit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of one limit after the results of the limits before it: the earlier limits of its bucket, and all limits
 * of the earlier buckets of the call. The {@link Quota}s are created on demand, to save memory.
 */
final class LimitResult extends RateLimitResult {
    private final @Nullable LimitResult previous;
    private final RateLimitBucket bucket;

    /** The permits left; its complement if the limit is violated. */
    private final int remaining;

    private final long resetNanos;

    private LimitResult(
            @Nullable LimitResult previous, RateLimitBucket bucket, int remaining, long resetNanos, long waitNanos) {
        super(previous == null ? waitNanos : Math.max(waitNanos, previous.retryAfterNanos()));
        this.previous = previous;
        this.bucket = bucket;
        this.remaining = remaining;
        this.resetNanos = resetNanos;
    }

    /**
     * Returns the result of the next limit.
     *
     * @param previous the result of the limits before; null for the first limit of the first bucket
     * @param bucket the bucket; each of its limits has a result, in their order
     * @param waitNanos the nanoseconds until the limit admits the call; 0 if it does now
     */
    static LimitResult of(
            @Nullable LimitResult previous, RateLimitBucket bucket, int remaining, long resetNanos, long waitNanos) {
        return new LimitResult(previous, bucket, waitNanos == 0 ? remaining : ~remaining, resetNanos, waitNanos);
    }

    /** Returns the results of the last bucket alone, after other results. Those before it must be granted. */
    LimitResult movedAfter(@Nullable LimitResult others) {
        LimitResult before = previous != null && previous.bucket.equals(bucket) ? previous.movedAfter(others) : others;
        return new LimitResult(before, bucket, remaining, resetNanos, retryAfterNanos());
    }

    @Override
    public Mode mode() {
        return Mode.LOCAL;
    }

    @Override
    public List<Quota> quotas() {
        int count = 0;
        for (LimitResult result = this; result != null; result = result.previous) {
            count++;
        }
        Quota[] quotas = new Quota[count];
        int limit = 0;
        for (LimitResult result = this; result != null; result = result.previous) {
            List<RateLimit> limits = result.bucket.limits();
            limit = (limit == 0 ? limits.size() : limit) - 1;
            quotas[--count] = result.quota(limits.get(limit));
        }
        return List.of(quotas);
    }

    private Quota quota(RateLimit limit) {
        boolean violated = remaining < 0;
        return new Quota(bucket.id(), limit, violated ? ~remaining : remaining, resetNanos, violated);
    }
}
