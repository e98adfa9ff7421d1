package io.keystile.benchmarks.ratelimit;

import io.keystile.ratelimit.RateLimit;
import java.util.function.LongSupplier;

/**
 * A sliding window estimated from two fixed windows: the count of the current one, plus the count of the previous one
 * weighted by the share of it that the sliding window still covers.
 */
final class WeightedCounterContender extends MappedContender<WeightedCounterContender.Counter> {
    private final long permits;
    private final long windowNanos;
    private final LongSupplier nanoClock;

    /** The counts of two fixed windows. Guarded by its own lock. */
    static final class Counter {
        private long window;
        private long current;
        private long previous;
    }

    WeightedCounterContender(String[] ids, RateLimit limit, LongSupplier nanoClock) {
        super(ids);
        this.permits = limit.permits();
        this.windowNanos = limit.window().toNanos();
        this.nanoClock = nanoClock;
    }

    @Override
    Counter newLimiter(String id) {
        return new Counter();
    }

    @Override
    public Object acquire(int key, int cost) {
        Counter counter = limiterOf(key);
        synchronized (counter) {
            long now = nanoClock.getAsLong();
            long window = now / windowNanos;
            if (window != counter.window) {
                counter.previous = window == counter.window + 1 ? counter.current : 0;
                counter.current = 0;
                counter.window = window;
            }
            double share = 1 - (double) (now % windowNanos) / windowNanos;
            boolean admitted = counter.current + cost + counter.previous * share <= permits;
            counter.current += admitted ? cost : 0;
            return admitted;
        }
    }
}
