package io.keystile.admin;

import java.time.Duration;

/**
 * The time for which a rotated key continues to work. Immutable.
 *
 * @param atMost the maximum, zero to 366 days; the key ends earlier if its own expiry is earlier
 * @param untilSuccessorIsUsed whether the overlap ends when the successor is first used, if that is earlier
 */
public record Overlap(Duration atMost, boolean untilSuccessorIsUsed) {
    /** The longest overlap. */
    static final Duration MAX = Duration.ofDays(366);

    /** No overlap: the rotated key stops working at once. */
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

    /** Returns an overlap of a fixed time. */
    public static Overlap of(Duration time) {
        return new Overlap(time, false);
    }

    /**
     * Returns an overlap that ends when the successor is first used, and after {@code atMost} at the latest. It needs a
     * {@link LastUsedRecorder}, which reports the first use.
     */
    public static Overlap untilFirstUse(Duration atMost) {
        return new Overlap(atMost, true);
    }
}
