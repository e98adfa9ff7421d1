package io.keystile.ratelimit;

import java.util.function.LongSupplier;

/**
 * A monotonic clock in nanoseconds. It starts at 400 days, more than the longest window, so that an instant one window
 * ago is never negative. After about 16 years it stops, at the last instant whose epoch fits into its bits of the state
 * word.
 */
final class MonotonicTime {

    private static final long START = RateLimit.LONGEST_WINDOW.plusDays(34).toNanos();

    private final LongSupplier nanoClock;
    private final long origin;

    MonotonicTime(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.origin = nanoClock.getAsLong();
    }

    boolean isOf(LongSupplier clock) {
        return nanoClock == clock;
    }

    long now() {
        return at(nanoClock.getAsLong());
    }

    /** Returns the instant of a reading of the clock. */
    long at(long nanos) {
        long elapsed = Math.max(0, nanos - origin);
        return Math.min(START + elapsed, StateWord.LATEST_NANOS);
    }
}
