package io.keystile.ratelimit;

import java.util.Objects;

/**
 * The permits left of one limit.
 *
 * @param bucket the id of the bucket that the limit belongs to, for example {@code workspace:acme}
 * @param limit the limit
 * @param remaining the permits that can be spent now, 0 to {@code limit.permits()}
 * @param resetNanos the nanoseconds until the next permit comes back; 0 if no permit is spent
 * @param violated whether this limit denied the call
 */
public record Quota(String bucket, RateLimit limit, long remaining, long resetNanos, boolean violated) {

    /**
     * Creates a quota.
     *
     * @throws IllegalArgumentException if a component is out of bounds
     */
    public Quota {
        Objects.requireNonNull(bucket, "bucket");
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
