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

    KeystileContender(String[] ids, RateLimit limit, LongSupplier nanoClock) {
        List<RateLimit> limits = List.of(limit);
        this.limiter = new SlidingWindowRateLimiter(nanoClock);
        this.buckets = Stream.of(ids)
                .map(id -> List.of(new RateLimitBucket(id, limits)))
                .toList();
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
