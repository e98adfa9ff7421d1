package io.keystile.ratelimit;

import java.util.Objects;

/**
 * How much of one limit is left.
 *
 * @param limit the limit
 * @param remaining permits that can be spent now, 0 to {@code limit.permits()}
 * @param resetNanos nanoseconds until the next permit comes back, 0 when none is spent
 * @param violated whether this limit refused the call
 */
public record Quota(RateLimit limit, long remaining, long resetNanos, boolean violated) {

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if a component is out of its bounds
     */
    public Quota {
        Objects.requireNonNull(limit, "limit");
        if (remaining < 0 || remaining > limit.permits()) {
            throw new IllegalArgumentException(
                    "remaining is " + remaining + " of limit \"" + limit.name() + "\"; give 0 to " + limit.permits());
        }
        if (resetNanos < 0) {
            throw new IllegalArgumentException("resetNanos is " + resetNanos + "; give 0 or more");
        }
    }
}
