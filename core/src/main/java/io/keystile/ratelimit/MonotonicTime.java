package io.keystile.ratelimit;

import java.util.function.LongSupplier;

/**
 * Nanoseconds of a monotonic clock, counted from more than the longest window before construction, so that "a window
 * ago" is never negative. Stands still after about 16 years, where an epoch no longer fits its bits.
 */
final class MonotonicTime {

    private static final long START = RateLimit.LONGEST_WINDOW.plusDays(34).toNanos();

    private final LongSupplier nanoClock;
    private final long origin;

    MonotonicTime(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.origin = nanoClock.getAsLong();
    }

    long now() {
        long elapsed = Math.max(0, nanoClock.getAsLong() - origin);
        return Math.min(START + elapsed, StateWord.LATEST_NANOS);
    }
}
