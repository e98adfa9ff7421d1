package io.keystile.monitoring.internal;

import java.time.Duration;
import java.time.Instant;

/**
 * Remembers the times of the last n events, in milliseconds, and tests exactly whether all n lie within a duration. Not
 * thread-safe.
 */
public final class RecentTimes {
    private final long[] millis;
    private int next;
    private int size;

    /**
     * Creates an empty instance.
     *
     * @param times n, at least 1
     */
    public RecentTimes(int times) {
        this.millis = new long[times];
    }

    /** Adds a time; it replaces the oldest if there are already n. */
    public void add(Instant time) {
        millis[next] = time.toEpochMilli();
        next = (next + 1) % millis.length;
        size = Math.min(size + 1, millis.length);
    }

    /**
     * Returns whether n times were added and the first of the last n is less than {@code within} away from {@code now},
     * before or after it. A time farther in the future comes from a wrong clock and must not count.
     */
    public boolean isFull(Instant now, Duration within) {
        return size == millis.length && Math.abs(now.toEpochMilli() - millis[next]) < within.toMillis();
    }

    /**
     * Adds {@code now}, unless there are already n times within the duration (see {@link #isFull}).
     *
     * @return whether the time was added
     */
    public boolean tryAdd(Instant now, Duration within) {
        if (isFull(now, within)) {
            return false;
        }
        add(now);
        return true;
    }
}
