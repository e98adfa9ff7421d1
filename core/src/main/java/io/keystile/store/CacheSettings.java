package io.keystile.store;

import java.time.Duration;

/**
 * The bounds of a node's cache: how many keys it holds, and for how long it continues while the store cannot answer.
 *
 * @param maxKeys the maximum number of cached keys; 1 or more
 * @param freshFor how long a key is used without reading it from the store again: a change made on another node is seen
 *     within this time, a change made through this node's store at once
 * @param staleFor how long a key that was found before is used while the store cannot answer, counted from when it was
 *     read; at least {@code freshFor}
 * @param maxUnknown the maximum number of ids that are cached as unknown; 1 or more
 * @param unknownFor how long an id is treated as unknown without reading from the store again
 */
public record CacheSettings(int maxKeys, Duration freshFor, Duration staleFor, int maxUnknown, Duration unknownFor) {
    private static final Duration MAX = Duration.ofDays(1);

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if a number is less than 1, a time is not positive or longer than a day, or
     *     {@code staleFor} is shorter than {@code freshFor}
     */
    public CacheSettings {
        if (maxKeys < 1 || maxUnknown < 1) {
            throw new IllegalArgumentException("maxKeys and maxUnknown must be 1 or more");
        }
        requireTime("freshFor", freshFor);
        requireTime("staleFor", staleFor);
        requireTime("unknownFor", unknownFor);
        if (staleFor.compareTo(freshFor) < 0) {
            throw new IllegalArgumentException(
                    "staleFor (" + staleFor + ") must be at least freshFor (" + freshFor + ")");
        }
    }

    private static void requireTime(String name, Duration time) {
        if (time.isNegative() || time.isZero() || time.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(name + " must be more than zero and at most a day; got " + time);
        }
    }

    /** Returns 100,000 keys, fresh for 30 seconds, stale for 5 minutes; 100,000 unknown ids for 10 seconds. */
    public static CacheSettings standard() {
        return new CacheSettings(
                100_000, Duration.ofSeconds(30), Duration.ofMinutes(5), 100_000, Duration.ofSeconds(10));
    }
}
