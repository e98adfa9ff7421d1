package io.keystile.benchmarks.ratelimit;

import io.keystile.ratelimit.RateLimit;
import java.time.Duration;
import java.util.List;

/** The limits to measure, named as on the command line. */
public enum Limit {
    /**
     * 100 permits. This library keeps the instant of each. A limit that is used up was used up by calls of one permit.
     *
     * <p>To admit every call, a permit must return for each, so all limiters read a fast clock. With one key it runs a
     * million times faster than real time: 100 permits return within a microsecond. With many keys it runs 20,000 times
     * faster. The first key gets a twelfth of the calls, and stays below its 100 permits in 50 microseconds up to 24
     * million calls per second; the last gets a millionth of them, so most keys have spent nothing. All buckets are
     * created before the clock starts. This library looks for idle buckets only when it creates one, so it evicts none.
     */
    exact(100, 1_000_000, 20_000, 1, 1),

    /**
     * A limit that this library counts in 64ths of the window. The first call of each key acquires 40 permits at once,
     * which makes it count that way from the start. To admit every call, the clock is {@link System#nanoTime} and the
     * limit is 100 million permits: per second with one key, more than a caller can use, and per 20 seconds with many
     * keys, in which even the last key is called.
     */
    large(1_000, 1, 1, 40, 1_000),

    /**
     * {@link #exact}, and 100 million permits per day, in one bucket. Calls take longer than those of one limit, so the
     * clock is slower with one key: 100 permits return within 5 microseconds.
     */
    twoLimits(100, 200_000, 20_000, 1, 1),

    /** The limits of {@link #twoLimits} in a bucket each, as those of a key and of its workspace. */
    twoBuckets(100, 200_000, 20_000, 1, 1);

    /** Long enough that no limiter returns a permit for hours. */
    private static final Duration LONG_WINDOW = Duration.ofDays(366);

    private final int permitsToSpend;
    private final long speedWithOneKey;
    private final long speedWithManyKeys;
    private final int firstCost;
    private final int costToSpend;

    Limit(int permitsToSpend, long speedWithOneKey, long speedWithManyKeys, int firstCost, int costToSpend) {
        this.permitsToSpend = permitsToSpend;
        this.speedWithOneKey = speedWithOneKey;
        this.speedWithManyKeys = speedWithManyKeys;
        this.firstCost = firstCost;
        this.costToSpend = costToSpend;
    }

    /** Returns the limits of each of a key's buckets. */
    List<List<RateLimit>> buckets(Outcome outcome, int keys) {
        RateLimit first = first(outcome, keys);
        RateLimit second = RateLimit.of("day", RateLimit.MAX_PERMITS, Duration.ofDays(1));
        return switch (this) {
            case exact, large -> List.of(List.of(first));
            case twoLimits -> List.of(List.of(first, second));
            case twoBuckets -> List.of(List.of(first), List.of(second));
        };
    }

    /** Returns the limit that denies calls. */
    RateLimit first(Outcome outcome, int keys) {
        if (outcome == Outcome.deny) {
            return RateLimit.of("spent", permitsToSpend, LONG_WINDOW);
        }
        return this == large
                ? RateLimit.of("large", RateLimit.MAX_PERMITS, Duration.ofSeconds(keys == 1 ? 1 : 20))
                : RateLimit.perSecond(permitsToSpend);
    }

    /** Returns the most calls of each key before the measurement. */
    int firstCalls(Outcome outcome) {
        return outcome == Outcome.deny ? permitsToSpend / costToSpend : 1;
    }

    /** Returns the permits that each of these calls acquires. */
    int firstCost(Outcome outcome) {
        return outcome == Outcome.deny ? costToSpend : firstCost;
    }

    /** Returns the clock's speed, as a multiple of {@link System#nanoTime}'s. */
    long clockSpeed(Outcome outcome, int keys) {
        if (outcome == Outcome.deny) {
            return 1;
        }
        return keys == 1 ? speedWithOneKey : speedWithManyKeys;
    }
}
