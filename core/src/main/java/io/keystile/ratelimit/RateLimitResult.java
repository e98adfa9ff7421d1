package io.keystile.ratelimit;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The answer of a {@link RateLimiter}: granted or not, how much is left, and how long to wait. Immutable. */
public final class RateLimitResult {

    private static final RateLimitResult UNLIMITED = new RateLimitResult(List.of(), 0);

    private final long retryAfterNanos;

    /** One limit is by far the most common case: it is kept flat, and its {@link Quota} is made when asked for. */
    private final @Nullable RateLimit onlyLimit;

    private final int remaining;
    private final long resetNanos;
    private final List<Quota> quotas;

    private RateLimitResult(List<Quota> quotas, long retryAfterNanos) {
        this.quotas = quotas;
        this.retryAfterNanos = retryAfterNanos;
        this.onlyLimit = null;
        this.remaining = 0;
        this.resetNanos = 0;
    }

    private RateLimitResult(RateLimit onlyLimit, int remaining, long resetNanos, long retryAfterNanos) {
        this.quotas = List.of();
        this.retryAfterNanos = retryAfterNanos;
        this.onlyLimit = onlyLimit;
        this.remaining = remaining;
        this.resetNanos = resetNanos;
    }

    /** The call is within all limits; {@code quotas} say what is left after it, and none is violated. */
    public static RateLimitResult granted(List<Quota> quotas) {
        return quotas.isEmpty() ? UNLIMITED : new RateLimitResult(List.copyOf(quotas), 0);
    }

    /**
     * The call is refused and has spent nothing.
     *
     * @param retryAfterNanos after how long the same call is admitted if nobody else spends, more than 0
     * @throws IllegalArgumentException if {@code retryAfterNanos} is not more than 0
     */
    public static RateLimitResult denied(List<Quota> quotas, long retryAfterNanos) {
        if (retryAfterNanos <= 0) {
            throw new IllegalArgumentException("retryAfterNanos is " + retryAfterNanos + "; give more than 0");
        }
        return new RateLimitResult(List.copyOf(quotas), retryAfterNanos);
    }

    /** The answer of one limit; {@code retryAfterNanos} is 0 when it granted. */
    static RateLimitResult of(RateLimit limit, int remaining, long resetNanos, long retryAfterNanos) {
        return new RateLimitResult(limit, remaining, resetNanos, retryAfterNanos);
    }

    /** Whether the call may go on. */
    public boolean granted() {
        return retryAfterNanos == 0;
    }

    /** One quota for every limit of every bucket, in the order of the call; unmodifiable. */
    public List<Quota> quotas() {
        return onlyLimit == null ? quotas : List.of(new Quota(onlyLimit, remaining, resetNanos, !granted()));
    }

    /** After how many nanoseconds the same call is admitted if nobody else spends; 0 when it was granted. */
    public long retryAfterNanos() {
        return retryAfterNanos;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RateLimitResult that
                && retryAfterNanos == that.retryAfterNanos
                && quotas().equals(that.quotas());
    }

    @Override
    public int hashCode() {
        return Objects.hash(retryAfterNanos, quotas());
    }

    @Override
    public String toString() {
        return granted() ? "granted" + quotas() : "denied for " + retryAfterNanos + " ns" + quotas();
    }
}
