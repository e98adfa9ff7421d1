package io.keystile.ratelimit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The counters of one {@link RateLimitBucket}. Thread-safe and lock-free.
 *
 * <p>Counters are closed if they cannot count a call, have other limits, or are idle. Closing is permanent and makes
 * every swap in progress fail. A successor takes over the history, unless the counters were idle.
 */
abstract sealed class Counters permits Ring, Bucket {
    private final BucketTable table;

    /** The id and limits of these counters. Of several equal instances, the one that found the counters last. */
    private volatile RateLimitBucket identity;

    /** The next counters of the same slot of the table. */
    private volatile @Nullable Counters next;

    Counters(BucketTable table, RateLimitBucket identity) {
        this.table = table;
        this.identity = identity;
    }

    /** Creates counters for a call like this one, which have admitted nothing. */
    static Counters create(
            BucketTable table, RateLimitBucket identity, long now, int firstCount, long permits, boolean returnable) {
        return Ring.canCount(identity, permits, returnable)
                ? Ring.create(table, identity)
                : Bucket.create(table, identity, now, firstCount, permits);
    }

    @Nullable
    final Counters next() {
        return next;
    }

    /** Sets the next counters. Only {@link CountersById} calls this, with the lock of their segment. */
    final void setNext(@Nullable Counters following) {
        next = following;
    }

    final boolean isIn(BucketTable other) {
        return table == other;
    }

    /** Reads a field, see {@link RateLimitBucket#touch}. */
    final int touch() {
        return identity == null ? 1 : 0;
    }

    /** Returns the array that holds what a call reads and changes. */
    abstract long[] cells();

    final BucketTable table() {
        return table;
    }

    final RateLimitBucket identity() {
        return identity;
    }

    final String id() {
        return identity.id();
    }

    /** Sets the instance that caches these counters, which equals the previous one. */
    final void setIdentity(RateLimitBucket equalIdentity) {
        identity = equalIdentity;
    }

    /** Clears the reference in the instance that caches these counters, which may live much longer than they do. */
    final void clearCachedReference() {
        identity.clearCached(this);
    }

    final boolean hasLimits(List<RateLimit> limits) {
        return limits == identity.limits() || limits.equals(identity.limits());
    }

    /**
     * Returns whether these counters are open, have these limits, and can count a call of this kind.
     *
     * @param returnable whether the call may give its permits back
     */
    abstract boolean isOpenFor(List<RateLimit> limits, long permits, boolean returnable);

    /**
     * Admits the call in all limits, or denies it and changes nothing.
     *
     * @param now a clock reading taken before this call
     * @param reservation null, or the object that records how to give the permits back
     * @param previous the result of the buckets before, or null
     * @return the result after the previous one; null if the caller must read the clock and look up the counters again
     */
    abstract @Nullable LimitResult tryAcquire(
            long now, long permits, @Nullable Reservation reservation, @Nullable LimitResult previous);

    /**
     * Returns the result of {@link #tryAcquire} without acquiring, and so with the quotas before the call.
     *
     * @return null if the caller must read the clock and look up the counters again
     */
    abstract @Nullable LimitResult peek(long now, long permits, @Nullable LimitResult previous);

    /** Returns whether the call would be admitted; false as well if that cannot be said at once. */
    abstract boolean admits(long now, long permits);

    /**
     * Closes these counters and returns others with their history, which can count a call of this kind.
     *
     * @param time the clock, which is read after the counters are closed
     */
    abstract Counters replace(RateLimitBucket requested, MonotonicTime time, long permits, boolean returnable);

    /**
     * Returns these counters or others with their history, which have the requested limits and can only be peeked at;
     * null if a call was counted meanwhile.
     */
    abstract @Nullable Counters preview(RateLimitBucket requested, MonotonicTime time, long permits);

    /** Closes the counters if every permit has left every window; returns whether this call closed them. */
    abstract boolean closeIfIdle(long now);
}
