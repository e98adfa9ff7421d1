package io.keystile.benchmarks.ratelimit;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.keystile.ratelimit.RateLimit;
import java.util.function.LongSupplier;

/**
 * Token buckets with greedy refill. Each call requests the remaining permits and the time to wait, which response
 * headers need.
 */
final class Bucket4jContender extends MappedContender<Bucket> {
    private final Bandwidth bandwidth;
    private final TimeMeter clock;

    Bucket4jContender(String[] ids, RateLimit limit, LongSupplier nanoClock) {
        super(ids);
        this.bandwidth = Bandwidth.builder()
                .capacity(limit.permits())
                .refillGreedy(limit.permits(), limit.window())
                .build();
        this.clock = new Meter(nanoClock);
    }

    @Override
    Bucket newLimiter(String id) {
        return Bucket.builder()
                .addLimit(bandwidth)
                .withCustomTimePrecision(clock)
                .build();
    }

    @Override
    public Object acquire(int key, int permits) {
        return limiterOf(key).tryConsumeAndReturnRemaining(permits);
    }

    @Override
    public boolean admitted(Object result) {
        return ((ConsumptionProbe) result).isConsumed();
    }

    private record Meter(LongSupplier nanos) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanos.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
