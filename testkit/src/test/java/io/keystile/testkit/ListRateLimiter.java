package io.keystile.testkit;

import io.keystile.ratelimit.Quota;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.ratelimit.RateLimitResult;
import io.keystile.ratelimit.RateLimiter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** The simplest limiter that fulfils the contract: a list of admissions. Subclasses break one rule each. */
class ListRateLimiter implements RateLimiter {

    /** The permits of one call, equal to no others. */
    static final class Spent {
        final long time;
        final long permits;

        Spent(long time, long permits) {
            this.time = time;
            this.permits = permits;
        }
    }

    /** What was spent of one limit, the oldest first. */
    static final class History {
        final List<Spent> spent = new ArrayList<>();
    }

    final LongSupplier clock;
    private final Map<String, History> histories = new HashMap<>();

    ListRateLimiter(LongSupplier clock) {
        this.clock = clock;
    }

    @Override
    public synchronized RateLimitResult tryAcquire(List<RateLimitBucket> buckets, long permits) {
        validate(buckets, permits);
        long now = clock.getAsLong();
        long wait = 0;
        for (RateLimitBucket bucket : buckets) {
            for (RateLimit limit : bucket.limits()) {
                wait = Math.max(wait, waitNanos(history(bucket, limit), limit, charge(limit, permits), now));
            }
        }
        if (wait == 0) {
            buckets.forEach(bucket -> spend(bucket, permits, now));
            return RateLimitResult.granted(quotas(buckets, 0, now));
        }
        return RateLimitResult.denied(quotas(buckets, permits, now), wait);
    }

    @Override
    public synchronized RateLimitResult tryAcquireRefundable(List<RateLimitBucket> buckets, long permits) {
        RateLimitResult result = tryAcquire(buckets, permits);
        Map<History, Spent> last = new HashMap<>();
        if (!result.granted()) {
            return result;
        }
        for (RateLimitBucket bucket : buckets) {
            for (RateLimit limit : bucket.limits()) {
                History history = history(bucket, limit);
                last.put(history, history.spent.get(history.spent.size() - 1));
            }
        }
        return result.refundable(() -> refund(last));
    }

    synchronized boolean refund(Map<History, Spent> last) {
        last.forEach((history, spent) -> history.spent.remove(spent));
        return true;
    }

    void validate(List<RateLimitBucket> buckets, long permits) {
        if (permits < 1) {
            throw new IllegalArgumentException("permits is " + permits + "; a call costs at least 1");
        }
        if (buckets.stream().map(RateLimitBucket::id).distinct().count() < buckets.size()) {
            throw new IllegalArgumentException("a bucket is listed twice");
        }
    }

    void spend(RateLimitBucket bucket, long permits, long now) {
        for (RateLimit limit : bucket.limits()) {
            history(bucket, limit).spent.add(new Spent(now, charge(limit, permits)));
        }
    }

    private List<Quota> quotas(List<RateLimitBucket> buckets, long permits, long now) {
        List<Quota> quotas = new ArrayList<>();
        for (RateLimitBucket bucket : buckets) {
            for (RateLimit limit : bucket.limits()) {
                History history = history(bucket, limit);
                long left = Math.max(0, limit.permits() - used(history, limit, now));
                boolean violated = permits > 0 && waitNanos(history, limit, charge(limit, permits), now) > 0;
                quotas.add(new Quota(bucket.id(), limit, left, resetNanos(history, limit, now), violated));
            }
        }
        return quotas;
    }

    final History history(RateLimitBucket bucket, RateLimit limit) {
        return histories.computeIfAbsent(historyKey(bucket, limit), key -> new History());
    }

    String historyKey(RateLimitBucket bucket, RateLimit limit) {
        return bucket.id() + "/" + limit.name();
    }

    long charge(RateLimit limit, long permits) {
        return Math.min(permits, limit.permits());
    }

    /** Returns the nanoseconds for which permits count that were spent at {@code time}. */
    long lifetimeNanos(RateLimit limit, long time) {
        return limit.window().toNanos();
    }

    final long used(History history, RateLimit limit, long now) {
        history.spent.removeIf(spent -> spent.time + lifetimeNanos(limit, spent.time) <= now);
        return history.spent.stream().mapToLong(spent -> spent.permits).sum();
    }

    long resetNanos(History history, RateLimit limit, long now) {
        return used(history, limit, now) == 0 ? 0 : back(history.spent.get(0), limit) - now;
    }

    /** Returns the nanoseconds until {@code charge} permits can be spent; 0 if they can be now. */
    long waitNanos(History history, RateLimit limit, long charge, long now) {
        long missing = used(history, limit, now) + charge - limit.permits();
        for (Spent spent : history.spent) {
            if (missing <= 0) {
                return 0;
            }
            missing -= spent.permits;
            if (missing <= 0) {
                return back(spent, limit) - now;
            }
        }
        return 0;
    }

    private long back(Spent spent, RateLimit limit) {
        return spent.time + lifetimeNanos(limit, spent.time);
    }
}
