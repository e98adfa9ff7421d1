package io.keystile.benchmarks.ratelimit;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import io.keystile.ratelimit.RateLimit;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Fixed windows, the first of which starts with the limiter; no registry, no listeners and no waiting. */
final class Resilience4jContender extends MappedContender<RateLimiter> {
    private final RateLimiterConfig config;
    private final LongSupplier nanoClock;

    Resilience4jContender(String[] ids, RateLimit limit, LongSupplier nanoClock) {
        super(ids);
        this.config = RateLimiterConfig.custom()
                .limitForPeriod((int) limit.permits())
                .limitRefreshPeriod(limit.window())
                .timeoutDuration(Duration.ZERO)
                .build();
        this.nanoClock = nanoClock;
    }

    @Override
    RateLimiter newLimiter(String id) {
        return new AtomicRateLimiter(id, config, nanoClock::getAsLong);
    }

    @Override
    public Object acquire(int key, int permits) {
        return limiterOf(key).acquirePermission(permits);
    }
}
