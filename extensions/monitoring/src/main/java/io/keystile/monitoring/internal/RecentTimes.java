package io.keystile.monitoring.internal;

import java.time.Duration;
import java.time.Instant;

/** When something happened the last n times: tells exactly whether it was n times within a while. For one thread. */
public final class RecentTimes {
    private final long[] millis;
    private int next;
    private int size;

    public RecentTimes(int times) {
        this.millis = new long[times];
    }

    public void add(Instant time) {
        millis[next] = time.toEpochMilli();
        next = (next + 1) % millis.length;
        size = Math.min(size + 1, millis.length);
    }

    /**
     * Tells whether the last n times were all less than {@code within} ago. What is as far ahead is of a clock that was wrong,
     * and does not count either.
     */
    public boolean isFull(Instant now, Duration within) {
        return size == millis.length && Math.abs(now.toEpochMilli() - millis[next]) < within.toMillis();
    }

    /** Adds a time unless that makes more than n within the while; tells whether it was added. */
    public boolean take(Instant now, Duration within) {
        if (isFull(now, within)) {
            return false;
        }
        add(now);
        return true;
    }
}
