package io.keystile.redis;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps calls away from a server that does not answer, so that they need not wait for it. After three failures in a row
 * it lets one call through every 500 ms, until one succeeds. Thread-safe and lock-free.
 */
final class Breaker {

    static final long PROBE_NANOS = 500_000_000;

    private static final int MAX_FAILURES = 3;

    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong nextProbe = new AtomicLong();
    private volatile long openedAt;

    /** Returns whether a call may go to the server; if the breaker is open, at most one in 500 ms. */
    boolean allows(long now) {
        if (!isOpen()) {
            return true;
        }
        long due = nextProbe.get();
        return now - due >= 0 && nextProbe.compareAndSet(due, now + PROBE_NANOS);
    }

    /** Records a failure; returns whether it opened the breaker. */
    boolean failed(long now) {
        if (failures.get() < MAX_FAILURES) {
            // Before the count, which other threads read first.
            nextProbe.set(now + PROBE_NANOS);
            openedAt = now;
        }
        return failures.incrementAndGet() == MAX_FAILURES;
    }

    /** Records a success; returns whether it closed the breaker. */
    boolean succeeded() {
        return failures.get() != 0 && failures.getAndSet(0) >= MAX_FAILURES;
    }

    boolean isOpen() {
        return failures.get() >= MAX_FAILURES;
    }

    /** Returns the nanoseconds since the breaker opened; 0 if it is closed. */
    long openNanos(long now) {
        return isOpen() ? Math.max(0, now - openedAt) : 0;
    }

    /** Returns the nanoseconds until a call is let through again; at least 1. */
    long nanosUntilProbe(long now) {
        return Math.max(1, nextProbe.get() - now);
    }
}
