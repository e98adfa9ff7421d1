package io.keystile.benchmarks.ratelimit;

import java.util.function.LongSupplier;

/**
 * The one clock of all rivals, in nanoseconds from 0. It stands still until it is set going, and can be moved on by hand
 * until then. Reading it is thread-safe; the rest happens before other threads read it.
 */
final class LimiterClock implements LongSupplier {
    private long reading;
    private long start;
    private long haste;

    @Override
    public long getAsLong() {
        return reading + (System.nanoTime() - start) * haste;
    }

    /** Moves the clock on to a later instant. */
    void moveTo(long nanos) {
        reading = nanos;
    }

    /** Sets the clock going, so many times as fast as {@link System#nanoTime}. */
    void run(long timesAsFast) {
        start = System.nanoTime();
        haste = timesAsFast;
    }
}
