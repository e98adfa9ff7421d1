package io.keystile.benchmarks.ratelimit;

import java.util.function.LongSupplier;

/**
 * The clock that all limiters read, in nanoseconds from 0. It stands still, and can be set, until it is started.
 * Reading is thread-safe; the other methods must be called before another thread reads the clock.
 */
final class LimiterClock implements LongSupplier {
    private long reading;
    private long start;
    private long speed;

    @Override
    public long getAsLong() {
        return reading + (System.nanoTime() - start) * speed;
    }

    /** Sets the clock to a later instant. */
    void moveTo(long nanos) {
        reading = nanos;
    }

    /** Moves the clock on by a nanosecond. */
    void tick() {
        reading++;
    }

    /** Starts the clock at a multiple of the speed of {@link System#nanoTime}. */
    void start(long speed) {
        start = System.nanoTime();
        this.speed = speed;
    }
}
