package io.keystile.testkit;

import io.keystile.ratelimit.RateLimiter;
import java.util.concurrent.atomic.AtomicLong;

/** Shows that the limiter whose rules {@link RateLimiterContractTest} breaks fulfils the contract. */
class ListRateLimiterTest extends RateLimiterContract {
    private final AtomicLong nanos = new AtomicLong();

    @Override
    protected RateLimiter newLimiter() {
        return new ListRateLimiter(nanos::get);
    }

    @Override
    protected void advance(long by) {
        nanos.addAndGet(by);
    }

    @Override
    protected int randomSequences() {
        return 50;
    }
}
