package com.google.common.util.concurrent;

import java.util.function.LongSupplier;

/** Creates Guava's rate limiters with a given clock, which only code in this package can do. */
public final class ClockedRateLimiters {
    private ClockedRateLimiters() {}

    /** Creates a limiter as {@link RateLimiter#create(double)} does; {@code nanoClock} returns nanoseconds. */
    public static RateLimiter create(double permitsPerSecond, LongSupplier nanoClock) {
        return RateLimiter.create(permitsPerSecond, new ClockStopwatch(nanoClock));
    }

    private static final class ClockStopwatch extends RateLimiter.SleepingStopwatch {
        private static final long NANOS_PER_MICRO = 1_000;

        private final LongSupplier nanoClock;

        ClockStopwatch(LongSupplier nanoClock) {
            this.nanoClock = nanoClock;
        }

        @Override
        protected long readMicros() {
            return nanoClock.getAsLong() / NANOS_PER_MICRO;
        }

        /** Guava calls this with 0 too, where a call does not wait. */
        @Override
        protected void sleepMicrosUninterruptibly(long micros) {
            if (micros > 0) {
                throw new IllegalStateException("A call must not wait");
            }
        }
    }
}
