package io.keystile.benchmarks.ratelimit;

import io.keystile.ratelimit.RateLimit;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** The compared limiters, named as on the command line. */
public enum Implementation {
    /** This library: a sliding window. */
    keystile,
    /** Bucket4j: a token bucket. */
    bucket4j,
    /** Resilience4j: fixed windows. */
    resilience4j,
    /** Guava: a constant rate. */
    guava,
    /** Failsafe: fixed windows. */
    failsafe,
    /** Two fixed windows, the earlier one weighted, as in many recipes for Redis. */
    weightedCounter;

    /**
     * Creates limiters.
     *
     * @param keys the number of keys
     * @param limit the limit of each key
     * @param nanoClock the limiters' clock, in nanoseconds, never negative
     */
    Contender on(int keys, RateLimit limit, LongSupplier nanoClock) {
        return on(keys, List.of(List.of(limit)), nanoClock);
    }

    /** Returns whether it can hold a call to several limits. */
    boolean supportsSeveralLimits() {
        return this == keystile || this == bucket4j;
    }

    /**
     * Creates limiters.
     *
     * @param keys the number of keys
     * @param buckets the limits of each of a key's buckets; several only if that is supported
     * @param nanoClock the limiters' clock, in nanoseconds, never negative
     */
    Contender on(int keys, List<List<RateLimit>> buckets, LongSupplier nanoClock) {
        RateLimit limit = buckets.get(0).get(0);
        if (!supportsSeveralLimits() && !buckets.equals(List.of(List.of(limit)))) {
            throw new IllegalArgumentException(this + " has one limit for each key");
        }
        String[] ids = IntStream.range(0, keys)
                .mapToObj(key -> String.format("key:%012d", key))
                .toArray(String[]::new);
        return switch (this) {
            case keystile -> new KeystileContender(ids, buckets, nanoClock);
            case bucket4j ->
                buckets.size() == 1
                        ? new Bucket4jContender(ids, buckets.get(0), nanoClock)
                        : new Bucket4jPairContender(ids, buckets.get(0), buckets.get(1), nanoClock);
            case resilience4j -> new Resilience4jContender(ids, limit, nanoClock);
            case guava -> new GuavaContender(ids, limit, nanoClock);
            case failsafe -> new FailsafeContender(ids, limit, nanoClock);
            case weightedCounter -> new WeightedCounterContender(ids, limit, nanoClock);
        };
    }
}
