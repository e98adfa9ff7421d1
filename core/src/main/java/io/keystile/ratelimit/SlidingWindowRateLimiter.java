package io.keystile.ratelimit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps limits in the memory of this process: a sliding window, lock-free but for the making of a bucket.
 *
 * <p><b>Guarantee.</b> For a limit of N permits in a window W, calls that lie wholly within any time shorter than or
 * as long as W (half-open) are never granted more than N permits together. A permit comes back W after it was spent if N
 * is at most 128, and at most W/64 later otherwise. A refused call spends nothing.
 *
 * <p><b>Why it holds.</b> Permits are numbered as they are granted, by the swap of one word. Each has a stamp: a
 * reading of the clock from after its call began. For N up to 128 the stamp itself is kept, otherwise the end of the 64th of
 * a window that it fell into, which is at most W/64 later. Stamps are written before the swap that grants the permit,
 * so whoever sees a permit counted sees its stamp. Permit k is granted only when permit k - N and all before it have
 * stamps at least W before a reading taken before the swap. Suppose that calls wholly within [x, x + W) were granted
 * N + 1 permits, the first numbered a and the last b, so a &le; b - N. The stamp of a is not before x; so b was granted
 * not before x + W: a contradiction.
 *
 * <p>A bucket is forgotten only when all its permits have left all its windows. When the limits of an id change, a
 * limit that stays keeps its memory, and a new one starts with as many permits spent as the old ones know of.
 *
 * <p>A call over several buckets that loses the last permits of one of them to another thread gives the others back,
 * unless yet another thread has taken from them in the meantime: then what it took stays spent for a window.
 *
 * <p>A bucket takes about 200 bytes as long as no more than 8 of its permits have counted at once, and about 1,150 at
 * most for each limit, whatever N is. When all buckets are in use, a call that needs another one is refused: all its
 * limits are reported as violated, and the wait is their shortest window, an estimate.
 */
public final class SlidingWindowRateLimiter implements RateLimiter {

    /** How many buckets are kept at most, if nothing else is asked for. */
    public static final int DEFAULT_MAX_BUCKETS = 1_000_000;

    private final MonotonicTime time;
    private final BucketTable table;

    /** A limiter of up to {@value #DEFAULT_MAX_BUCKETS} buckets on {@link System#nanoTime}. */
    public SlidingWindowRateLimiter() {
        this(System::nanoTime);
    }

    /** A limiter of up to {@value #DEFAULT_MAX_BUCKETS} buckets on a clock of its own. */
    public SlidingWindowRateLimiter(LongSupplier nanoClock) {
        this(DEFAULT_MAX_BUCKETS, nanoClock);
    }

    /**
     * A limiter with its own bounds and clock.
     *
     * @param maxBuckets how many buckets are kept at most, at least 1
     * @param nanoClock nanoseconds from any origin, never going back, safe to be called by many threads
     * @throws IllegalArgumentException if {@code maxBuckets} is below 1
     */
    public SlidingWindowRateLimiter(int maxBuckets, LongSupplier nanoClock) {
        this(maxBuckets, nanoClock, 0);
    }

    /** For tests: buckets count their permits from {@code firstCount}. */
    SlidingWindowRateLimiter(int maxBuckets, LongSupplier nanoClock, int firstCount) {
        if (maxBuckets < 1) {
            throw new IllegalArgumentException("maxBuckets is " + maxBuckets + "; give at least 1");
        }
        this.time = new MonotonicTime(nanoClock);
        this.table = new BucketTable(maxBuckets, time, firstCount);
    }

    @Override
    public RateLimitResult tryAcquire(List<RateLimitBucket> buckets, long permits) {
        check(buckets, permits);
        return switch (buckets.size()) {
            case 0 -> RateLimitResult.granted(List.of());
            case 1 -> take(buckets.get(0), permits, null);
            default -> takeAll(buckets, permits);
        };
    }

    /**
     * What {@link #tryAcquire} would answer now, with nothing spent and no bucket made; the quotas are those before
     * the call. A bucket that does not exist yet is answered as if there were room for it.
     *
     * @param buckets none grants the call without any quota; no two may have the same id
     * @param permits what the call would cost, at least 1
     * @throws IllegalArgumentException if {@code permits} is below 1 or two buckets have the same id
     */
    public RateLimitResult peek(List<RateLimitBucket> buckets, long permits) {
        check(buckets, permits);
        if (buckets.size() == 1) {
            return peek(buckets.get(0), permits);
        }
        List<RateLimitResult> results = new ArrayList<>(buckets.size());
        for (RateLimitBucket bucket : buckets) {
            results.add(peek(bucket, permits));
        }
        return together(results);
    }

    /** How many buckets are kept now, idle ones that were not yet dropped included. */
    @Override
    public int bucketCount() {
        return table.size();
    }

    private static void check(List<RateLimitBucket> buckets, long permits) {
        if (permits < 1) {
            throw new IllegalArgumentException("permits is " + permits + "; a call costs at least 1");
        }
        if (buckets.size() > 1) {
            Set<String> ids = new HashSet<>();
            for (RateLimitBucket bucket : buckets) {
                if (!ids.add(bucket.id())) {
                    throw new IllegalArgumentException(
                            "bucket \"" + bucket.id() + "\" is listed twice; give one bucket with all its limits");
                }
            }
        }
    }

    private RateLimitResult take(RateLimitBucket asked, long permits, @Nullable Hold hold) {
        while (true) {
            long now = time.now();
            Bucket bucket = table.find(asked, permits);
            if (bucket == null) {
                return noRoom(asked);
            }
            RateLimitResult result = bucket.tryTake(now, permits, hold);
            if (result != null) {
                return result;
            }
        }
    }

    private RateLimitResult peek(RateLimitBucket asked, long permits) {
        while (true) {
            long now = time.now();
            RateLimitResult result = table.preview(asked, permits).peek(now, permits);
            if (result != null) {
                return result;
            }
        }
    }

    private RateLimitResult takeAll(List<RateLimitBucket> buckets, long permits) {
        RateLimitResult first = peek(buckets, permits);
        if (!first.granted()) {
            return first;
        }
        List<RateLimitResult> results = new ArrayList<>(buckets.size());
        List<Hold> holds = new ArrayList<>(buckets.size());
        for (RateLimitBucket bucket : buckets) {
            Hold hold = new Hold();
            RateLimitResult result = take(bucket, permits, hold);
            if (!result.granted()) {
                holds.forEach(Hold::giveBack);
                return refused(buckets, permits, results.size(), result);
            }
            results.add(result);
            holds.add(hold);
        }
        return together(results);
    }

    /** The answer of a call that lost the last permits of one bucket to another thread after it had looked. */
    private RateLimitResult refused(List<RateLimitBucket> buckets, long permits, int refusing, RateLimitResult result) {
        List<RateLimitResult> results = new ArrayList<>(buckets.size());
        for (int i = 0; i < buckets.size(); i++) {
            results.add(i == refusing ? result : peek(buckets.get(i), permits));
        }
        return together(results);
    }

    private static RateLimitResult together(List<RateLimitResult> results) {
        List<Quota> quotas = new ArrayList<>();
        long retryAfter = 0;
        for (RateLimitResult result : results) {
            quotas.addAll(result.quotas());
            retryAfter = Math.max(retryAfter, result.retryAfterNanos());
        }
        return retryAfter == 0 ? RateLimitResult.granted(quotas) : RateLimitResult.denied(quotas, retryAfter);
    }

    /** Refused for want of a bucket: others turn idle within a window or so, but none of them promises to. */
    private static RateLimitResult noRoom(RateLimitBucket asked) {
        long wait = Long.MAX_VALUE;
        for (RateLimit limit : asked.limits()) {
            wait = Math.min(wait, limit.windowNanos());
        }
        List<Quota> quotas = new ArrayList<>();
        for (RateLimit limit : asked.limits()) {
            quotas.add(new Quota(limit, 0, wait, true));
        }
        return RateLimitResult.denied(quotas, wait);
    }
}
