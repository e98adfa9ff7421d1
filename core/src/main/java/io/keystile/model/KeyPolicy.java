package io.keystile.model;

import io.keystile.key.ApiKeyFormat;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Rules for the keys on a {@link Plan}, checked when a key is issued, updated, rotated and imported. Keys that were
 * there before stay as they are; only {@code longestIdle} ends them too. Start from {@link #NONE} and add: {@code
 * KeyPolicy.NONE.withLongestLife(days)}. Immutable.
 *
 * @param mustExpire whether each key has an expiry; always true with a longest life
 * @param longestLife the longest time from the issue of a key to its expiry, up to 36,525 days; null for any
 * @param mostLiveKeys the most keys of a workspace on this plan that are neither revoked nor ended; of the
 *     keys of one chain of rotations, the predecessor of the newest is not counted, and those before it end with the
 *     next rotation; {@link #UNBOUNDED} for any number
 * @param environments the environments for which keys are issued; empty for any
 * @param longestIdle the time since a key's last recorded use after which it ends, 1 to 36,525 days; null for never. A
 *     key without a recorded use, and one that expires within this time anyway, is left alone
 */
public record KeyPolicy(
        boolean mustExpire,
        @Nullable Duration longestLife,
        int mostLiveKeys,
        SortedSet<String> environments,
        @Nullable Duration longestIdle) {
    /** The value of {@link #mostLiveKeys} for any number of keys. */
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    /** The policy without rules. */
    public static final KeyPolicy NONE = new KeyPolicy(false, null, UNBOUNDED, Collections.emptySortedSet(), null);

    /** The shortest {@link #longestIdle}. */
    public static final Duration SHORTEST_IDLE = Duration.ofDays(1);

    private static final Duration LONGEST = Duration.ofDays(36_525);

    /**
     * Checks the bounds and copies the set.
     *
     * @throws IllegalArgumentException if a value is out of bounds
     */
    public KeyPolicy {
        mustExpire = mustExpire || longestLife != null;
        if (longestLife != null && (longestLife.compareTo(Duration.ZERO) <= 0 || longestLife.compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException(
                    "A key's longest life is more than zero, up to " + LONGEST.toDays() + " days; got " + longestLife);
        }
        if (mostLiveKeys < 1) {
            throw new IllegalArgumentException("The most live keys are 1 or more; got " + mostLiveKeys);
        }
        environments = Collections.unmodifiableSortedSet(new TreeSet<>(environments));
        environments.forEach(ApiKeyFormat::requireEnvironment);
        if (longestIdle != null && (longestIdle.compareTo(SHORTEST_IDLE) < 0 || longestIdle.compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException(
                    "The longest idle time is 1 to " + LONGEST.toDays() + " days; got " + longestIdle);
        }
    }

    /** Returns this policy, with an expiry required. */
    public KeyPolicy withExpiryRequired() {
        return new KeyPolicy(true, longestLife, mostLiveKeys, environments, longestIdle);
    }

    /** Returns this policy with a longest life, and so with an expiry required. */
    public KeyPolicy withLongestLife(Duration life) {
        return new KeyPolicy(mustExpire, life, mostLiveKeys, environments, longestIdle);
    }

    /** Returns this policy with the most live keys. */
    public KeyPolicy withMostLiveKeys(int most) {
        return new KeyPolicy(mustExpire, longestLife, most, environments, longestIdle);
    }

    /** Returns this policy for keys of exactly these environments. */
    public KeyPolicy withEnvironments(String... names) {
        return new KeyPolicy(mustExpire, longestLife, mostLiveKeys, new TreeSet<>(Arrays.asList(names)), longestIdle);
    }

    /** Returns this policy with a longest idle time. */
    public KeyPolicy withLongestIdle(Duration idle) {
        return new KeyPolicy(mustExpire, longestLife, mostLiveKeys, environments, idle);
    }
}
