package io.keystile.benchmarks.ratelimit;

import dev.failsafe.RateLimiter;
import dev.failsafe.internal.ClockedRateLimiters;
import io.keystile.ratelimit.RateLimit;
import java.util.function.LongSupplier;

/** Fixed windows, the first of which starts with the limiter; Failsafe calls this bursty. */
final class FailsafeContender extends MappedContender<RateLimiter<Object>> {
    private final RateLimit limit;
    private final LongSupplier nanoClock;

    FailsafeContender(String[] ids, RateLimit limit, LongSupplier nanoClock) {
        super(ids);
        this.limit = limit;
        this.nanoClock = nanoClock;
    }

    @Override
    RateLimiter<Object> newLimiter(String id) {
        return ClockedRateLimiters.bursty(limit.permits(), limit.window(), nanoClock);
    }

    @Override
    public Object acquire(int key, int permits) {
        return limiterOf(key).tryAcquirePermits(permits);
    }
}
