package io.keystile.benchmarks.authenticate;

import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.SlidingWindowRateLimiter;
import java.time.Duration;
import java.util.function.LongSupplier;

/** The limits of calls that are within their limit, named as on the command line. */
public enum Limit {
    /**
     * More permits than a trial can use. The library counts them in 64ths of the window once more than 32 are in use.
     * The window is longer than it takes to cache all keys, so no bucket becomes idle before the measurement.
     */
    large,

    /**
     * 100 permits. The library keeps the instant of each. The limiter's clock runs 100,000 times faster than real
     * time, so a window of one second lasts 10 microseconds, and no caller exceeds the limit. Use it with one key: with
     * many, most are idle by this clock, and the limiter evicts and recreates their buckets all the time.
     */
    exact;

    private static final long CLOCK_SPEED = 100_000;

    RateLimit rateLimit() {
        return this == large
                ? RateLimit.of("large", RateLimit.MAX_PERMITS, Duration.ofSeconds(20))
                : RateLimit.perSecond(100);
    }

    /** Returns the limiter's clock, in nanoseconds. */
    LongSupplier nanoClock() {
        if (this == large) {
            return SlidingWindowRateLimiter.SYSTEM_CLOCK;
        }
        long start = System.nanoTime();
        return () -> (System.nanoTime() - start) * CLOCK_SPEED;
    }
}
