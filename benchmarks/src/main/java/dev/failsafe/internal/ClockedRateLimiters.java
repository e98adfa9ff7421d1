package dev.failsafe.internal;

import dev.failsafe.RateLimiter;
import dev.failsafe.internal.RateLimiterStats.Stopwatch;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Makes Failsafe's own rate limiters on a clock of choice, which only this package may do. */
public final class ClockedRateLimiters {
    private ClockedRateLimiters() {}

    /** Makes what {@link RateLimiter#burstyBuilder} builds; {@code nanoClock} tells nanoseconds. */
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
