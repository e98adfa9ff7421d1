package io.keystile.redis;

import io.keystile.ratelimit.Quota;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.ratelimit.RateLimitResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The denials that are still true, so that a flood over a limit costs the server nothing. A denial stays true until a
 * permit comes back, because the server never lets one come back earlier than it said, or until this node grants
 * another call over one of its buckets. It applies to calls over the same buckets with the same cost.
 *
 * <p>The memory is bounded: each call has one of 65,536 slots, and a later denial replaces the one in its slot.
 * Thread-safe and lock-free.
 */
final class RememberedDenials {

    private static final int SLOTS = 1 << 16;

    /** The server's clock and this node's differ in speed by less than this part: twice what NTP corrects. */
    private static final long CLOCK_PART = 1_000;

    private record Denial(
            List<RateLimitBucket> buckets,
            long permits,
            RateLimitResult result,
            long grants,
            long receivedAt,
            long until) {}

    private final AtomicReferenceArray<@Nullable Denial> slots = new AtomicReferenceArray<>(SLOTS);

    /** The calls of this node that were granted, by the bucket. */
    private final AtomicLongArray grants = new AtomicLongArray(SLOTS);

    /** Returns the denial of the call if it is still true, with the times that are left; otherwise null. */
    @Nullable
    RateLimitResult find(List<RateLimitBucket> buckets, long permits, long now) {
        Denial denial = slots.getAcquire(slot(buckets, permits));
        return denial != null
                        && now - denial.until() < 0
                        && denial.permits() == permits
                        && denial.buckets().equals(buckets)
                        && denial.grants() == grants(buckets)
                ? after(denial.result(), Math.max(0, now - denial.receivedAt()))
                : null;
    }

    /**
     * Remembers a denial.
     *
     * @param grantsBefore {@link #grants} from before the call was sent
     * @param sentAt a clock reading from before the call was sent
     * @param receivedAt a clock reading from after the reply came
     * @param wait the nanoseconds, on the server's clock, for which all of the result is true
     */
    void add(
            List<RateLimitBucket> buckets,
            long permits,
            RateLimitResult result,
            long grantsBefore,
            long sentAt,
            long receivedAt,
            long wait) {
        long until = sentAt + wait - wait / CLOCK_PART;
        if (until - receivedAt > 0) {
            Denial denial = new Denial(List.copyOf(buckets), permits, result, grantsBefore, receivedAt, until);
            slots.setRelease(slot(buckets, permits), denial);
        }
    }

    /** Records a granted call, after which earlier denials of calls over one of its buckets say too much. */
    void granted(List<RateLimitBucket> buckets) {
        for (RateLimitBucket bucket : buckets) {
            grants.incrementAndGet(slot(bucket.id().hashCode()));
        }
    }

    /** Returns a number that grows with each call of this node that is granted over one of the buckets. */
    long grants(List<RateLimitBucket> buckets) {
        long sum = 0;
        for (int i = 0; i < buckets.size(); i++) {
            sum += grants.get(slot(buckets.get(i).id().hashCode()));
        }
        return sum;
    }

    /** Forgets all denials, because the server has lost its state. */
    void clear() {
        for (int i = 0; i < SLOTS; i++) {
            slots.set(i, null);
        }
    }

    private static int slot(List<RateLimitBucket> buckets, long permits) {
        int hash = Long.hashCode(permits);
        for (int i = 0; i < buckets.size(); i++) {
            hash = 31 * hash + buckets.get(i).id().hashCode();
        }
        return slot(hash);
    }

    private static int slot(int hash) {
        return (hash ^ (hash >>> 16)) & (SLOTS - 1);
    }

    private static RateLimitResult after(RateLimitResult result, long elapsed) {
        List<Quota> quotas = new ArrayList<>(result.quotas().size());
        for (Quota quota : result.quotas()) {
            long reset = quota.resetNanos() == 0 ? 0 : Math.max(1, quota.resetNanos() - elapsed);
            quotas.add(new Quota(quota.bucket(), quota.limit(), quota.remaining(), reset, quota.violated()));
        }
        return RateLimitResult.denied(quotas, Math.max(1, result.retryAfterNanos() - elapsed))
                .withMode(RateLimitResult.Mode.SHARED);
    }
}
