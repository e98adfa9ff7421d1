package io.keystile.admin;

import java.time.Duration;

/**
 * How long a key that is replaced goes on working. Immutable.
 *
 * @param atMost the longest, zero to 366 days; a key's own end comes first where it is earlier
 * @param untilSuccessorIsUsed whether it ends when the new key is first used, if that is earlier
 */
public record Overlap(Duration atMost, boolean untilSuccessorIsUsed) {
    private static final Duration MAX = Duration.ofDays(366);

    /** The key that is replaced stops working at once. */
    public static final Overlap NONE = new Overlap(Duration.ZERO, false);

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if the time is negative or longer than 366 days
     */
    public Overlap {
        if (atMost.isNegative() || atMost.compareTo(MAX) > 0) {
            throw new IllegalArgumentException("An overlap is zero to " + MAX.toDays() + " days; got " + atMost);
        }
    }

    /** Returns an overlap of that time. */
    public static Overlap of(Duration time) {
        return new Overlap(time, false);
    }

    /**
     * Returns an overlap that ends when the new key is first used, and after that time at the latest. The use is noticed
     * by {@link io.keystile.admin.ApiKeys#successorUsed}, which a {@code LastUsedRecorder} calls.
     */
    public static Overlap untilFirstUse(Duration atMost) {
        return new Overlap(atMost, true);
    }
}
