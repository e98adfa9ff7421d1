package io.keystile.redis;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A clock of a node that only a test advances. It starts close to the overflow of a long. */
final class NodeClock implements LongSupplier {

    static final long MILLIS = 1_000_000;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);

    void advanceMillis(long millis) {
        nanos.addAndGet(millis * MILLIS);
    }

    @Override
    public long getAsLong() {
        return nanos.get();
    }
}
