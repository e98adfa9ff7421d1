package io.keystile.benchmarks.ratelimit;

import com.google.common.util.concurrent.ClockedRateLimiters;
import com.google.common.util.concurrent.RateLimiter;
import io.keystile.ratelimit.RateLimit;
import java.util.function.LongSupplier;

/** An even rate, of which one second's permits can be saved up. */
@SuppressWarnings("UnstableApiUsage") // for years now
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
    public Object take(int key, int permits) {
        return limiterOf(key).tryAcquire(permits);
    }
}
