package io.keystile.benchmarks.ratelimit;

import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.ratelimit.RateLimitResult;
import io.keystile.ratelimit.SlidingWindowRateLimiter;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** This library, which finds a key's bucket by its id itself. The argument is kept with the key, as the authenticator does. */
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
    public Object take(int key, int permits) {
        return limiter.tryAcquire(buckets.get(key), permits);
    }

    @Override
    public boolean granted(Object answer) {
        return ((RateLimitResult) answer).granted();
    }

    @Override
    public Object memory() {
        return limiter;
    }
}
