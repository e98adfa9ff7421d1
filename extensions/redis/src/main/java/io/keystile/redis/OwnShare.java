package io.keystile.redis;

import io.keystile.ratelimit.Quota;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.ratelimit.RateLimitResult;
import io.keystile.ratelimit.SlidingWindowRateLimiter;
import io.keystile.redis.LimitCall.Extra;
import io.keystile.redis.LimitCall.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides while the server is out of reach: this node admits at most {@code floor(N / nodes)} of a limit of N in any
 * window, of which calls that the server has granted are a part. What it admits is a debt, and the server is told with
 * the next call. Thread-safe.
 */
final class OwnShare {

    private static final int CACHED_BUCKETS = 1 << 12;
    private static final int SWEPT_FROM = 10_000;

    /** The permits of a limit that were admitted without the server, and when the last of them leaves the window. */
    private record Debt(long permits, long until) {}

    /** A bucket and the one with this node's share of its limits; null if this node has no permit of any. */
    private record Shared(RateLimitBucket bucket, @Nullable RateLimitBucket share) {}

    private final int nodes;
    private final LongSupplier nanoClock;
    private final SlidingWindowRateLimiter local;
    private final AtomicReferenceArray<@Nullable Shared> buckets = new AtomicReferenceArray<>(CACHED_BUCKETS);
    private final ConcurrentHashMap<String, Debt> debts = new ConcurrentHashMap<>();
    private volatile int sweepAt = SWEPT_FROM;

    OwnShare(int nodes, LongSupplier nanoClock) {
        this.nodes = nodes;
        this.nanoClock = nanoClock;
        this.local = new SlidingWindowRateLimiter(nanoClock);
    }

    int bucketCount() {
        return local.bucketCount();
    }

    /** Records a call that the server has granted. If it exceeds this node's share, the share is used up. */
    void granted(List<RateLimitBucket> requested, long permits) {
        for (RateLimitBucket bucket : requested) {
            RateLimitBucket share = share(bucket);
            if (share != null) {
                RateLimitResult result = local.tryAcquire(List.of(share), permits);
                if (!result.granted() && permits > 1) {
                    useUp(share, result);
                }
            }
        }
    }

    private void useUp(RateLimitBucket share, RateLimitResult result) {
        long left = result.quotas().stream().mapToLong(Quota::remaining).min().orElse(0);
        if (left > 0) {
            local.tryAcquire(List.of(share), left);
        }
    }

    /** Decides on the call. */
    RateLimitResult tryAcquire(LimitCall call, List<RateLimitBucket> requested, long permits) {
        boolean fits = true;
        for (Limit limit : call.limits()) {
            fits &= fits(limit, permits);
        }
        if (!fits) {
            return tooFew(call, permits);
        }
        List<RateLimitBucket> shares = new ArrayList<>(requested.size());
        for (RateLimitBucket bucket : requested) {
            RateLimitBucket share = share(bucket);
            if (share != null) {
                shares.add(share);
            }
        }
        RateLimitResult result = local.tryAcquire(shares, permits);
        if (result.granted()) {
            for (Limit limit : call.limits()) {
                addDebt(limit, limit.charge(permits));
            }
        }
        return withOwnLimits(call, result);
    }

    private boolean fits(Limit limit, long permits) {
        return limit.charge(permits) <= limit.limit().permits() / nodes;
    }

    /** Returns the denial of a call that costs more than this node's share: nobody knows when the server is back. */
    private RateLimitResult tooFew(LimitCall call, long permits) {
        List<Quota> quotas = new ArrayList<>();
        long wait = Long.MAX_VALUE;
        for (Limit limit : call.limits()) {
            boolean violated = !fits(limit, permits);
            quotas.add(new Quota(limit.bucket().id(), limit.limit(), 0, limit.windowNanos(), violated));
            wait = violated ? Math.min(wait, limit.windowNanos()) : wait;
        }
        return RateLimitResult.denied(quotas, wait).withMode(RateLimitResult.Mode.OWN_SHARE);
    }

    /** Returns the result with the limits that the caller asked for. */
    private static RateLimitResult withOwnLimits(LimitCall call, RateLimitResult result) {
        List<Quota> quotas = new ArrayList<>(call.limits().size());
        for (int i = 0; i < call.limits().size(); i++) {
            Quota quota = result.quotas().get(i);
            quotas.add(new Quota(
                    quota.bucket(),
                    call.limits().get(i).limit(),
                    quota.remaining(),
                    quota.resetNanos(),
                    quota.violated()));
        }
        RateLimitResult own = result.granted()
                ? RateLimitResult.granted(quotas)
                : RateLimitResult.denied(quotas, result.retryAfterNanos());
        return own.withMode(RateLimitResult.Mode.OWN_SHARE);
    }

    private @Nullable RateLimitBucket share(RateLimitBucket bucket) {
        int slot = bucket.id().hashCode() & (CACHED_BUCKETS - 1);
        Shared cached = buckets.getAcquire(slot);
        if (cached != null && cached.bucket().equals(bucket)) {
            return cached.share();
        }
        List<RateLimit> limits = new ArrayList<>();
        for (RateLimit limit : bucket.limits()) {
            if (limit.permits() >= nodes) {
                limits.add(RateLimit.of(limit.name(), limit.permits() / nodes, limit.window()));
            }
        }
        RateLimitBucket share = limits.isEmpty() ? null : new RateLimitBucket(bucket.id(), bucket.group(), limits);
        buckets.setRelease(slot, new Shared(bucket, share));
        return share;
    }

    private void addDebt(Limit limit, long permits) {
        long now = nanoClock.getAsLong();
        Debt debt = new Debt(permits, now + limit.windowNanos());
        debts.merge(limit.key(), debt, (old, more) -> new Debt(old.permits() + more.permits(), more.until()));
        if (debts.size() > sweepAt) {
            debts.values().removeIf(old -> now - old.until() >= 0);
            sweepAt = Math.max(SWEPT_FROM, 2 * debts.size());
        }
    }

    /** Takes the debts of the limits, to tell the server; returns an empty list if there are none. */
    List<Extra> takeDebts(LimitCall call) {
        if (debts.isEmpty()) {
            return List.of();
        }
        long now = nanoClock.getAsLong();
        List<Extra> taken = new ArrayList<>();
        boolean any = false;
        for (Limit limit : call.limits()) {
            Debt debt = debts.remove(limit.key());
            // No window has seen more than the share, however long the outage was.
            long permits = debt == null || now - debt.until() >= 0
                    ? 0
                    : Math.min(debt.permits(), limit.limit().permits() / nodes);
            any |= permits > 0;
            taken.add(Extra.debt(permits));
        }
        return any ? taken : List.of();
    }

    /** Keeps debts that the server may not have heard of. If it has, it counts them twice, which is safe. */
    void keepDebts(LimitCall call, List<Extra> debtsOfLimits) {
        for (int i = 0; i < debtsOfLimits.size(); i++) {
            if (debtsOfLimits.get(i).debt() > 0) {
                addDebt(call.limits().get(i), debtsOfLimits.get(i).debt());
            }
        }
    }
}
