package io.keystile.ratelimit;

import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The result of a {@link RateLimiter}: granted or denied, the quotas left and the time to wait. Immutable, but for a
 * {@link #refund}. Thread-safe.
 */
public abstract sealed class RateLimitResult permits LimitResult, ListedResult, RefundableResult, SharedResult {

    /** Where a result was decided. It matters with several nodes, whose limits may hold for all of them or for each. */
    public enum Mode {
        /** No limit applied to the call, for example because it costs nothing. */
        NONE,
        /** By this node alone, with all permits of a limit: each node admits as many. */
        LOCAL,
        /** With the permits of all nodes: by their common server, or by this node while it still knows the answer. */
        SHARED,
        /** By this node, with permits of all nodes that it took ahead of the call. */
        LEASED,
        /** By this node alone, with its declared share of the permits, because the common server was out of reach. */
        OWN_SHARE
    }

    private final long retryAfterNanos;

    /** Creates a result that is granted if {@code retryAfterNanos} is 0. */
    RateLimitResult(long retryAfterNanos) {
        this.retryAfterNanos = retryAfterNanos;
    }

    /** Returns the result of a granted call, with the quotas left after it, none of which is violated. */
    public static RateLimitResult granted(List<Quota> quotas) {
        return quotas.isEmpty() ? ListedResult.UNLIMITED : new ListedResult(List.copyOf(quotas), 0);
    }

    /**
     * Returns the result of a denied call, which has spent nothing.
     *
     * @param retryAfterNanos the nanoseconds after which the same call is granted if no other call spends permits; more
     *     than 0
     * @throws IllegalArgumentException if {@code retryAfterNanos} is not more than 0
     */
    public static RateLimitResult denied(List<Quota> quotas, long retryAfterNanos) {
        if (retryAfterNanos <= 0) {
            throw new IllegalArgumentException("retryAfterNanos is " + retryAfterNanos + "; give more than 0");
        }
        return new ListedResult(List.copyOf(quotas), retryAfterNanos);
    }

    /**
     * Returns this result with another mode, for implementations of {@link RateLimiter}. A result is {@link Mode#LOCAL}
     * unless this sets another mode, or {@link Mode#NONE} without a quota. Call this before {@link #refundable}: the
     * returned result has no refund.
     */
    public final RateLimitResult withMode(Mode mode) {
        return new SharedResult(this, mode);
    }

    /** Returns where this was decided. */
    public abstract Mode mode();

    /**
     * Returns this result, whose permits {@code refund} can give back; for implementations of {@link RateLimiter}.
     *
     * @param refund gives the permits back, and returns whether all of them were; called once at most
     */
    public final RateLimitResult refundable(BooleanSupplier refund) {
        return new RefundableResult(this, refund);
    }

    /**
     * Gives the permits of this call back, for a call that is denied after all. Works once, and only for a result of
     * {@link RateLimiter#tryAcquireRefundable}.
     *
     * <p>The permits of a bucket are given back if no other call has acquired permits of that bucket in the meantime;
     * otherwise they stay spent until they leave the window, as if the call had been granted. They also stay spent in a
     * bucket whose limits were changed within the last window. So a refund never makes the limiter grant more than its
     * guarantee allows.
     *
     * @return whether the permits of all buckets were given back
     */
    public boolean refund() {
        return false;
    }

    /** Returns whether the call is granted. */
    public final boolean granted() {
        return retryAfterNanos == 0;
    }

    /** Returns one quota for each limit of each bucket, in the order of the buckets of the call; unmodifiable. */
    public abstract List<Quota> quotas();

    /** Returns the nanoseconds after which the same call is granted if no other call spends permits; 0 if granted. */
    public final long retryAfterNanos() {
        return retryAfterNanos;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof RateLimitResult that
                && retryAfterNanos == that.retryAfterNanos
                && mode() == that.mode()
                && quotas().equals(that.quotas());
    }

    @Override
    public final int hashCode() {
        return Objects.hash(retryAfterNanos, quotas());
    }

    @Override
    public final String toString() {
        return granted() ? "granted" + quotas() : "denied for " + retryAfterNanos + " ns" + quotas();
    }
}
