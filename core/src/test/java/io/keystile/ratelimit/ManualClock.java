package io.keystile.ratelimit;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A clock that only a test advances. It starts close to the overflow of a long, which must not affect the limiter. */
final class ManualClock implements LongSupplier {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);

    void advance(long by) {
        nanos.addAndGet(by);
    }

    @Override
    public long getAsLong() {
        return nanos.get();
    }
}
