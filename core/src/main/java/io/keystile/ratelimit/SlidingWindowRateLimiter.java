package io.keystile.ratelimit;

import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A sliding-window limiter in the memory of this process. It is lock-free, except that it takes a lock for a moment to
 * create, replace or evict a bucket, or if a look-up does not find an id at once.
 *
 * <p><b>Guarantee.</b> Let a limit be N permits in a window W. Calls that lie wholly within a half-open interval of at
 * most W are never granted more than N permits in total. A permit comes back W after it was spent if N is at most 128,
 * and at most W/64 later otherwise. A denied call spends nothing.
 *
 * <p><b>Proof.</b> Permits are numbered in the order in which they are granted, by a compare-and-swap of one word, or
 * of the oldest stamp for calls of one permit on one limit. Each permit has a stamp: a clock reading taken during its
 * call, by this limiter, by the caller, or by another thread. For N up to 128 the stamp itself is stored. Otherwise the
 * end of the 64th of a window that contains it is stored, which is at most W/64 later. Stamps are written by the swap
 * that grants the permit, or before it, so a thread that sees a permit counted also sees its stamp. Permit k is granted
 * only if permit k - N and all earlier permits have stamps at least W before a clock reading taken before the swap.
 * Suppose that calls wholly within [x, x + W) were granted N + 1 permits, the first numbered a and the last b, so a
 * &le; b - N. The stamp of a is not before x, so b was granted not before x + W: a contradiction.
 *
 * <p>A bucket is evicted only after all its permits have left all its windows. If the limits of an id change, an
 * unchanged limit keeps its history. So does a limit that is dropped and comes back within its window, with the calls
 * that were admitted meanwhile; of more than 8 dropped limits, only for those with the longest windows. A new limit
 * starts with as many permits spent as count in the fullest window of the old limits.
 *
 * <p>A call over several buckets can lose the last permits of one bucket to another thread. It then gives back the
 * permits that it acquired from the other buckets. Where a third call has acquired permits in the meantime, they stay
 * spent until they leave the window.
 *
 * <p>A bucket of one limit takes about 190 bytes while no more than 4 of its permits count at once, and at most about
 * 1,190 bytes for each limit, whatever N is. If all buckets are in use, a call that needs a new bucket is denied: all
 * limits of that bucket are reported as violated, and the wait is the shortest of their windows, an estimate.
 */
public final class SlidingWindowRateLimiter implements RateLimiter {

    /** The maximum number of buckets, unless the constructor sets another. */
    public static final int DEFAULT_MAX_BUCKETS = 1_000_000;

    /**
     * The clock of a limiter that is created without one: {@link System#nanoTime}. One object, because {@link
     * #usesClock} compares objects, and each {@code System::nanoTime} in a program is another one.
     */
    public static final LongSupplier SYSTEM_CLOCK = System::nanoTime;

    private final MonotonicTime time;
    private final BucketTable table;

    /** Creates a limiter of up to {@value #DEFAULT_MAX_BUCKETS} buckets on the {@link #SYSTEM_CLOCK}. */
    public SlidingWindowRateLimiter() {
        this(DEFAULT_MAX_BUCKETS);
    }

    /**
     * Creates a limiter with the given maximum number of buckets on the {@link #SYSTEM_CLOCK}.
     *
     * @param maxBuckets the maximum number of buckets, at least 1
     * @throws IllegalArgumentException if {@code maxBuckets} is below 1
     */
    public SlidingWindowRateLimiter(int maxBuckets) {
        this(maxBuckets, SYSTEM_CLOCK);
    }

    /**
     * Creates a limiter of up to {@value #DEFAULT_MAX_BUCKETS} buckets on the given clock.
     *
     * @param nanoClock nanoseconds from any origin; must never go back and must be thread-safe
     */
    public SlidingWindowRateLimiter(LongSupplier nanoClock) {
        this(DEFAULT_MAX_BUCKETS, nanoClock);
    }

    /**
     * Creates a limiter with the given maximum number of buckets on the given clock.
     *
     * @param maxBuckets the maximum number of buckets, at least 1
     * @param nanoClock nanoseconds from any origin; must never go back and must be thread-safe
     * @throws IllegalArgumentException if {@code maxBuckets} is below 1
     */
    public SlidingWindowRateLimiter(int maxBuckets, LongSupplier nanoClock) {
        this(maxBuckets, nanoClock, 0);
    }

    /** For tests: permits of a new bucket are numbered from {@code firstCount}. */
    SlidingWindowRateLimiter(int maxBuckets, LongSupplier nanoClock, int firstCount) {
        if (maxBuckets < 1) {
            throw new IllegalArgumentException("maxBuckets is " + maxBuckets + "; give at least 1");
        }
        this.time = new MonotonicTime(nanoClock);
        this.table = new BucketTable(maxBuckets, time, firstCount);
    }

    @Override
    public RateLimitResult tryAcquire(List<RateLimitBucket> buckets, long permits) {
        validate(buckets, permits);
        return tryAcquireAt(buckets, permits, time.now());
    }

    /**
     * Acquires the permits as {@link #tryAcquire(List, long)} does, for a caller that has read the clock already. The
     * call then starts at that reading. The clock is read again if the bucket must be created or changed, or if another
     * thread gets in the way.
     *
     * @param buckets the buckets, each with a different id; an empty list grants the call without a quota
     * @param permits the cost of the call, at least 1
     * @param nanos a reading of this limiter's clock, taken since the call that is limited began; a reading from
     *     before this limiter was created counts as one from then. A reading that the clock has not reached yet breaks
     *     the limiter's guarantee. See {@link #usesClock}
     * @throws IllegalArgumentException if {@code permits} is below 1 or two buckets have the same id
     */
    public RateLimitResult tryAcquire(List<RateLimitBucket> buckets, long permits, long nanos) {
        validate(buckets, permits);
        return tryAcquireAt(buckets, permits, time.at(nanos));
    }

    /**
     * Acquires the permits as {@link #tryAcquire(List, long, long)} does, from one bucket.
     *
     * @throws IllegalArgumentException if {@code permits} is below 1
     */
    public RateLimitResult tryAcquire(RateLimitBucket bucket, long permits, long nanos) {
        requirePositive(permits);
        return acquire(bucket, permits, null, null, time.at(nanos));
    }

    /** Returns whether {@code clock} is the object that this limiter reads, so that its readings can be given to it. */
    public boolean usesClock(LongSupplier clock) {
        return time.isOf(clock);
    }

    private RateLimitResult tryAcquireAt(List<RateLimitBucket> buckets, long permits, long now) {
        return switch (buckets.size()) {
            case 0 -> RateLimitResult.granted(List.of());
            case 1 -> acquire(buckets.get(0), permits, null, null, now);
            default -> acquireAll(buckets, permits, false, now);
        };
    }

    @Override
    public RateLimitResult tryAcquireRefundable(List<RateLimitBucket> buckets, long permits) {
        validate(buckets, permits);
        return acquireAll(buckets, permits, true, time.now());
    }

    /**
     * Returns the result that {@link #tryAcquire} would return now, but spends nothing and creates no bucket. The
     * quotas are those before the call. If a bucket does not exist yet, the result assumes that there is room for it.
     *
     * @param buckets the buckets, each with a different id; an empty list grants the call without a quota
     * @param permits the cost of the call, at least 1
     * @throws IllegalArgumentException if {@code permits} is below 1 or two buckets have the same id
     */
    public RateLimitResult peek(List<RateLimitBucket> buckets, long permits) {
        validate(buckets, permits);
        return peekAll(buckets, permits, time.now());
    }

    /** Returns false: this limiter waits for no other process, and for its own locks at most a moment. */
    @Override
    public boolean mayBlock() {
        return false;
    }

    /** Returns the number of buckets in memory, including idle buckets that are not evicted yet. */
    @Override
    public int bucketCount() {
        return table.size();
    }

    private static void requirePositive(long permits) {
        if (permits < 1) {
            throw new IllegalArgumentException("permits is " + permits + "; a call costs at least 1");
        }
    }

    private static void validate(List<RateLimitBucket> buckets, long permits) {
        requirePositive(permits);
        for (int i = 1; i < buckets.size(); i++) {
            String id = buckets.get(i).id();
            for (int j = 0; j < i; j++) {
                if (buckets.get(j).id().equals(id)) {
                    throw new IllegalArgumentException(
                            "bucket \"" + id + "\" is listed twice; give one bucket with all its limits");
                }
            }
        }
    }

    /**
     * Acquires from one bucket.
     *
     * @param previous the result of the buckets before, or null
     * @param now a clock reading taken within the call
     */
    private LimitResult acquire(
            RateLimitBucket requested,
            long permits,
            @Nullable Reservation reservation,
            @Nullable LimitResult previous,
            long now) {
        for (long reading = now; ; reading = time.now()) {
            Counters counters = table.find(requested, permits, reservation != null);
            if (counters == null) {
                return tableFull(requested, previous);
            }
            LimitResult result = counters.tryAcquire(reading, permits, reservation, previous);
            if (result != null) {
                return result;
            }
        }
    }

    private LimitResult peek(RateLimitBucket requested, long permits, @Nullable LimitResult previous, long now) {
        for (long reading = now; ; reading = time.now()) {
            LimitResult result = table.preview(requested, permits).peek(reading, permits, previous);
            if (result != null) {
                return result;
            }
        }
    }

    private RateLimitResult peekAll(List<RateLimitBucket> buckets, long permits, long now) {
        LimitResult result = null;
        for (RateLimitBucket bucket : buckets) {
            result = peek(bucket, permits, result, now);
        }
        return result == null ? RateLimitResult.granted(List.of()) : result;
    }

    /**
     * Acquires from the buckets in their order. A call that a later bucket denies would spend permits of the earlier
     * ones for a moment, and for longer if others acquire in that moment. So it looks at the later buckets first. The
     * first bucket decides itself, at once.
     */
    private RateLimitResult acquireAll(List<RateLimitBucket> buckets, long permits, boolean refundable, long now) {
        int last = buckets.size() - 1;
        for (int i = 1; i <= last; i++) {
            Counters counters = table.cached(buckets.get(i), permits, refundable || i < last);
            if (counters == null || !counters.admits(now, permits)) {
                RateLimitResult seen = peekAll(buckets, permits, now);
                if (!seen.granted()) {
                    return seen;
                }
                break;
            }
        }
        Reservation reservations = null;
        LimitResult result = null;
        for (int i = 0; i <= last; i++) {
            Reservation reservation = refundable || i < last ? new Reservation(reservations) : null;
            LimitResult acquired = acquire(buckets.get(i), permits, reservation, result, now);
            if (!acquired.granted()) {
                if (reservations != null) {
                    boolean unused = reservations.giveBack();
                }
                return denied(buckets, permits, i, acquired, now);
            }
            result = acquired;
            reservations = reservation;
        }
        if (result == null) {
            RateLimitResult unlimited = RateLimitResult.granted(List.of());
            return refundable ? unlimited.refundable(() -> true) : unlimited;
        }
        return reservations == null ? result : result.refundable(reservations::giveBack);
    }

    /** Returns the result of a call that one bucket denies, with the quotas of all of them. */
    private RateLimitResult denied(
            List<RateLimitBucket> buckets, long permits, int denying, LimitResult denial, long now) {
        LimitResult result = null;
        for (int i = 0; i < buckets.size(); i++) {
            result = i == denying ? denial.movedAfter(result) : peek(buckets.get(i), permits, result, now);
        }
        return Objects.requireNonNull(result);
    }

    /** Returns the denial if the table is full. The wait is an estimate: no bucket is certain to be idle by then. */
    private static LimitResult tableFull(RateLimitBucket requested, @Nullable LimitResult previous) {
        long wait = Long.MAX_VALUE;
        for (RateLimit limit : requested.limits()) {
            wait = Math.min(wait, limit.windowNanos());
        }
        LimitResult result = previous;
        for (int i = 0; i < requested.limits().size(); i++) {
            result = LimitResult.of(result, requested, 0, wait, wait);
        }
        return Objects.requireNonNull(result);
    }
}
