package io.keystile.benchmarks.ratelimit;

import io.keystile.ratelimit.RateLimit;
import java.time.Duration;

/** The limits to measure, one for each of this library's two ways of counting. Named as on the command line. */
public enum Limit {
    /**
     * 100 permits. This library keeps the instant of each.
     *
     * <p>To admit every call, a permit must return for each, so all limiters read a fast clock. With one key it runs a
     * million times faster than real time: 100 permits return within a microsecond. With many keys it runs 20,000 times
     * faster. The first key gets a twelfth of the calls, and stays below its 100 permits in 50 microseconds up to 24
     * million calls per second; the last gets a millionth of them, so most keys have spent nothing. All buckets are
     * created before the clock starts. This library looks for idle buckets only when it creates one, so it evicts none.
     */
    exact(100, 1_000_000, 20_000, 1),

    /**
     * A limit that this library counts in 64ths of the window. The first call of each key acquires 40 permits at once,
     * which makes it count that way from the start. To admit every call, the clock is {@link System#nanoTime} and the
     * limit is 100 million permits: per second with one key, more than a caller can use, and per 20 seconds with many
     * keys, in which even the last key is called.
     */
    large(1_000, 1, 1, 40);

    /** Long enough that no limiter returns a permit for hours. */
    private static final Duration LONG_WINDOW = Duration.ofDays(366);

    private final int permitsToSpend;
    private final long speedWithOneKey;
    private final long speedWithManyKeys;
    private final int firstCost;

    Limit(int permitsToSpend, long speedWithOneKey, long speedWithManyKeys, int firstCost) {
        this.permitsToSpend = permitsToSpend;
        this.speedWithOneKey = speedWithOneKey;
        this.speedWithManyKeys = speedWithManyKeys;
        this.firstCost = firstCost;
    }

    /** Returns the limit of each key. */
    RateLimit rateLimit(Outcome outcome, int keys) {
        if (outcome == Outcome.deny) {
            return RateLimit.of("spent", permitsToSpend, LONG_WINDOW);
        }
        return this == exact
                ? RateLimit.perSecond(permitsToSpend)
                : RateLimit.of("large", RateLimit.MAX_PERMITS, Duration.ofSeconds(keys == 1 ? 1 : 20));
    }

    /** Returns the permits that each key's first call acquires. */
    int firstCost(Outcome outcome) {
        return outcome == Outcome.deny ? permitsToSpend : firstCost;
    }

    /** Returns the clock's speed, as a multiple of {@link System#nanoTime}'s. */
    long clockSpeed(Outcome outcome, int keys) {
        if (outcome == Outcome.deny) {
            return 1;
        }
        return keys == 1 ? speedWithOneKey : speedWithManyKeys;
    }
}
