package io.keystile.testkit;

import io.keystile.ratelimit.RateLimiter;
import io.keystile.ratelimit.SlidingWindowRateLimiter;
import java.util.concurrent.atomic.AtomicLong;

class SlidingWindowRateLimiterContractTest extends RateLimiterContract {
    private final AtomicLong nanos = new AtomicLong();

    @Override
    protected RateLimiter newLimiter() {
        return new SlidingWindowRateLimiter(nanos::get);
    }

    @Override
    protected void advance(long by) {
        nanos.addAndGet(by);
    }
}
