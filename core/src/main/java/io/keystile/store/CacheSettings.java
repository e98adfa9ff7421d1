package io.keystile.store;

import java.time.Duration;

/**
 * How much a node remembers of its store, and for how long it goes on without it.
 *
 * @param maxKeys the most keys that are remembered; 1 or more
 * @param freshFor how long a key is used without asking the store again: the time within which a change made on another
 *     node is seen here; changes made through this node's store are seen at once
 * @param staleFor how long a key that was found before is used while the store cannot answer, counted from when it was
 *     read; at least {@code freshFor}
 * @param maxUnknown the most ids that are remembered as unknown; 1 or more
 * @param unknownFor how long an id is taken for unknown without asking the store again
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
            throw new IllegalArgumentException("A cache holds at least one key and one unknown id");
        }
        requireTime("freshFor", freshFor);
        requireTime("staleFor", staleFor);
        requireTime("unknownFor", unknownFor);
        if (staleFor.compareTo(freshFor) < 0) {
            throw new IllegalArgumentException("staleFor (" + staleFor + ") is at least freshFor (" + freshFor + ")");
        }
    }

    private static void requireTime(String name, Duration time) {
        if (time.isNegative() || time.isZero() || time.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(name + " is more than zero and at most a day; got " + time);
        }
    }

    /** Returns 100,000 keys, fresh for 30 seconds, stale for 5 minutes; 100,000 unknown ids for 10 seconds. */
    public static CacheSettings standard() {
        return new CacheSettings(
                100_000, Duration.ofSeconds(30), Duration.ofMinutes(5), 100_000, Duration.ofSeconds(10));
    }
}
