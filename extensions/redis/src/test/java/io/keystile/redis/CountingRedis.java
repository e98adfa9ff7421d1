package io.keystile.redis;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts the commands that are sent. */
final class CountingRedis implements Redis {

    private final Redis redis;
    private final LongAdder sent = new LongAdder();

    CountingRedis(Redis redis) {
        this.redis = redis;
    }

    long sent() {
        return sent.sum();
    }

    @Override
    public @Nullable Object send(Duration timeout, int keyIndex, byte[]... command) {
        sent.increment();
        return redis.send(timeout, keyIndex, command);
    }
}
