package io.keystile.benchmarks.ratelimit;

import io.keystile.ratelimit.RateLimit;
import java.time.Duration;

/** Which of its two ways of counting this library is to use. Named as on the command line. */
public enum Limit {
    /**
     * 100 permits, each of which this library remembers by its instant.
     *
     * <p>Where calls are admitted, a permit has to come back for each, so the clock of all rivals is fast. With one key
     * it is a million times too fast: 100 permits come back in a microsecond. Of many keys the first has a twelfth of
     * all calls and the last a millionth, so no clock has both in the midst of their limits; with one that is 20,000
     * times too fast, the first stays below its 100 in 50 microseconds up to 24 million calls per second, and most
     * others have nothing spent. All buckets are made while the clock stands still, and none is made later; so this
     * library, which looks for idle buckets only when it makes one, drops none.
     */
    exact(100, 1_000_000, 20_000, 1),

    /**
     * So many permits that this library counts them in 64ths of the window, which the first call of each key, for 40
     * permits at once, has it do from the beginning. Where calls are admitted, the clock is {@link System#nanoTime},
     * and the limit 100 million permits: per second with one key, which a caller cannot reach, and otherwise per 20
     * seconds, in which also the last of the keys is called.
     */
    large(1_000, 1, 1, 40);

    /** So long that no rival gives a permit back for hours. */
    private static final Duration LONGEST = Duration.ofDays(366);

    private final int permitsToSpend;
    private final long hasteOfOne;
    private final long hasteOfMany;
    private final int firstCost;

    Limit(int permitsToSpend, long hasteOfOne, long hasteOfMany, int firstCost) {
        this.permitsToSpend = permitsToSpend;
        this.hasteOfOne = hasteOfOne;
        this.hasteOfMany = hasteOfMany;
        this.firstCost = firstCost;
    }

    /** Returns what each key is allowed. */
    RateLimit rateLimit(Outcome outcome, int keys) {
        if (outcome == Outcome.deny) {
            return RateLimit.of("spent", permitsToSpend, LONGEST);
        }
        return this == exact
                ? RateLimit.perSecond(permitsToSpend)
                : RateLimit.of("large", RateLimit.MAX_PERMITS, Duration.ofSeconds(keys == 1 ? 1 : 20));
    }

    /** Returns what each key's first call costs. */
    int firstCost(Outcome outcome) {
        return outcome == Outcome.deny ? permitsToSpend : firstCost;
    }

    /** Returns how many times as fast as {@link System#nanoTime} the clock is. */
    long haste(Outcome outcome, int keys) {
        if (outcome == Outcome.deny) {
            return 1;
        }
        return keys == 1 ? hasteOfOne : hasteOfMany;
    }
}
