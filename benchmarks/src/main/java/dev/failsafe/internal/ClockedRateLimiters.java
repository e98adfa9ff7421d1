package dev.failsafe.internal;

import dev.failsafe.RateLimiter;
import dev.failsafe.internal.RateLimiterStats.Stopwatch;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Creates Failsafe's rate limiters with a given clock, which only code in this package can do. */
public final class ClockedRateLimiters {
    private ClockedRateLimiters() {}

    /** Creates a limiter as {@link RateLimiter#burstyBuilder} does; {@code nanoClock} returns nanoseconds. */
    public static RateLimiter<Object> bursty(long permits, Duration period, LongSupplier nanoClock) {
        return new RateLimiterImpl<>(
                RateLimiter.burstyBuilder(permits, period).build().getConfig(), new ClockStopwatch(nanoClock));
    }

    private static final class ClockStopwatch extends Stopwatch {
        private final LongSupplier nanoClock;
        private long start;

        ClockStopwatch(LongSupplier nanoClock) {
            this.nanoClock = nanoClock;
            this.start = nanoClock.getAsLong();
        }

        @Override
        long elapsedNanos() {
            return nanoClock.getAsLong() - start;
        }

        @Override
        void reset() {
            start = nanoClock.getAsLong();
        }
    }
}
