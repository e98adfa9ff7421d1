package com.google.common.util.concurrent;

import java.util.function.LongSupplier;

/** Makes Guava's own rate limiters on a clock of choice, which only this package may do. */
public final class ClockedRateLimiters {
    private ClockedRateLimiters() {}

    /** Makes what {@link RateLimiter#create(double)} makes; {@code nanoClock} tells nanoseconds. */
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

        /** Called also where there is nothing to wait for. */
        @Override
        protected void sleepMicrosUninterruptibly(long micros) {
            if (micros > 0) {
                throw new IllegalStateException("No call is to wait");
            }
        }
    }
}
