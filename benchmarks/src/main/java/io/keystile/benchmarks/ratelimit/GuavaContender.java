package io.keystile.benchmarks.ratelimit;

import com.google.common.util.concurrent.ClockedRateLimiters;
import com.google.common.util.concurrent.RateLimiter;
import io.keystile.ratelimit.RateLimit;
import java.util.function.LongSupplier;

/** A constant rate; up to one second's unused permits are saved. */
@SuppressWarnings("UnstableApiUsage") // marked @Beta for years
final class GuavaContender extends MappedContender<RateLimiter> {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double permitsPerSecond;
    private final LongSupplier nanoClock;

    GuavaContender(String[] ids, RateLimit limit, LongSupplier nanoClock) {
        super(ids);
        this.permitsPerSecond =
                limit.permits() * NANOS_PER_SECOND / limit.window().toNanos();
        this.nanoClock = nanoClock;
    }

    @Override
    RateLimiter newLimiter(String id) {
        return ClockedRateLimiters.create(permitsPerSecond, nanoClock);
    }

    @Override
    public Object acquire(int key, int permits) {
        return limiterOf(key).tryAcquire(permits);
    }
}
