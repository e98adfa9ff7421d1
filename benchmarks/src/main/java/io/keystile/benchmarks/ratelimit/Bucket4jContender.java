package io.keystile.benchmarks.ratelimit;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.LocalBucketBuilder;
import io.keystile.ratelimit.RateLimit;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Token buckets with greedy refill. Each call requests the remaining permits and the time to wait, which response
 * headers need.
 */
final class Bucket4jContender extends MappedContender<Bucket> {
    private final Supplier<Bucket> buckets;

    Bucket4jContender(String[] ids, List<RateLimit> limits, LongSupplier nanoClock) {
        super(ids);
        this.buckets = buckets(limits, nanoClock);
    }

    /** Returns a supplier of new buckets with these limits. */
    static Supplier<Bucket> buckets(List<RateLimit> limits, LongSupplier nanoClock) {
        List<Bandwidth> bandwidths = limits.stream()
                .map(limit -> Bandwidth.builder()
                        .capacity(limit.permits())
                        .refillGreedy(limit.permits(), limit.window())
                        .build())
                .toList();
        TimeMeter clock = new Meter(nanoClock);
        return () -> {
            LocalBucketBuilder bucket = Bucket.builder().withCustomTimePrecision(clock);
            bandwidths.forEach(bucket::addLimit);
            return bucket.build();
        };
    }

    @Override
    Bucket newLimiter(String id) {
        return buckets.get();
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
