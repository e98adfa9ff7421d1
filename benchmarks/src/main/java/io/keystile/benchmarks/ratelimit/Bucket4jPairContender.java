package io.keystile.benchmarks.ratelimit;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.keystile.ratelimit.RateLimit;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Two buckets of Bucket4j for each key, as for a key and its workspace. A call that the second bucket denies returns
 * its permits to the first, which Bucket4j leaves to the application. One look-up finds both; this favours Bucket4j.
 */
final class Bucket4jPairContender extends MappedContender<Bucket4jPairContender.Pair> {
    private final Supplier<Bucket> first;
    private final Supplier<Bucket> second;

    record Pair(Bucket first, Bucket second) {}

    Bucket4jPairContender(String[] ids, List<RateLimit> first, List<RateLimit> second, LongSupplier nanoClock) {
        super(ids);
        this.first = Bucket4jContender.buckets(first, nanoClock);
        this.second = Bucket4jContender.buckets(second, nanoClock);
    }

    @Override
    Pair newLimiter(String id) {
        return new Pair(first.get(), second.get());
    }

    @Override
    public Object acquire(int key, int permits) {
        Pair pair = limiterOf(key);
        ConsumptionProbe result = pair.first.tryConsumeAndReturnRemaining(permits);
        if (!result.isConsumed()) {
            return result;
        }
        ConsumptionProbe ofSecond = pair.second.tryConsumeAndReturnRemaining(permits);
        if (!ofSecond.isConsumed()) {
            pair.first.addTokens(permits);
            return ofSecond;
        }
        return ofSecond.getRemainingTokens() < result.getRemainingTokens() ? ofSecond : result;
    }

    @Override
    public boolean admitted(Object result) {
        return ((ConsumptionProbe) result).isConsumed();
    }
}
