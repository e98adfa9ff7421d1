package io.keystile.benchmarks.ratelimit;

import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.ratelimit.RateLimitResult;
import io.keystile.ratelimit.SlidingWindowRateLimiter;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * This library. Each key keeps its {@link RateLimitBucket}, as in the authenticator, so the limiter needs no look-up by
 * id.
 */
final class KeystileContender implements Contender {
    private final SlidingWindowRateLimiter limiter;
    private final List<List<RateLimitBucket>> buckets;

    KeystileContender(String[] ids, List<List<RateLimit>> limits, LongSupplier nanoClock) {
        this.limiter = new SlidingWindowRateLimiter(nanoClock);
        this.buckets = Stream.of(ids).map(id -> bucketsOf(id, limits)).toList();
    }

    private static List<RateLimitBucket> bucketsOf(String id, List<List<RateLimit>> limits) {
        RateLimitBucket first = new RateLimitBucket(id, limits.get(0));
        return limits.size() == 1
                ? List.of(first)
                : List.of(first, new RateLimitBucket("workspace:" + id, first.group(), limits.get(1)));
    }

    @Override
    public Object acquire(int key, int permits) {
        return limiter.tryAcquire(buckets.get(key), permits);
    }

    @Override
    public boolean admitted(Object result) {
        return ((RateLimitResult) result).granted();
    }

    @Override
    public Object memory() {
        return limiter;
    }
}
