package io.keystile.redis;

import io.keystile.ratelimit.Quota;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.ratelimit.RateLimitResult;
import io.keystile.redis.LeasedLimit.Ask;
import io.keystile.redis.LeasedLimit.Lease;
import io.keystile.redis.LimitCall.Extra;
import io.keystile.redis.LimitCall.Limit;
import io.keystile.redis.LimitScript.Field;
import io.keystile.redis.LimitScript.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A call that takes leased permits where this node has them, and asks the server for the rest. It takes from all limits
 * or, in the end, from none. Used by one thread.
 */
final class LeasedCall {

    private final List<RateLimitBucket> buckets;
    private final long cost;

    /** One for each limit of the call, null if it is never leased. */
    private final @Nullable LeasedLimit[] leasable;

    private final @Nullable Lease[] taken;
    private List<Ask> asks = List.of();
    private @Nullable LeasedLimit askedFor;
    private @Nullable CompletableFuture<Void> mine;

    LeasedCall(List<RateLimitBucket> buckets, long cost, @Nullable LeasedLimit[] leasable) {
        this.buckets = buckets;
        this.cost = cost;
        this.leasable = leasable;
        this.taken = new Lease[leasable.length];
    }

    /**
     * Takes leased permits from all limits that it can; returns whether none is missing.
     *
     * @param now a reading of the node's clock within the call
     */
    boolean take(long now) {
        boolean all = true;
        int i = 0;
        for (RateLimitBucket bucket : buckets) {
            for (int j = 0; j < bucket.limits().size(); j++, i++) {
                LeasedLimit limit = leasable[i];
                if (limit != null && taken[i] == null) {
                    taken[i] = limit.take((int) charge(bucket, j), now);
                }
                all &= taken[i] != null;
            }
        }
        return all;
    }

    /** Returns whether leased permits are taken from all limits. */
    boolean isComplete() {
        for (Lease lease : taken) {
            if (lease == null) {
                return false;
            }
        }
        return true;
    }

    private long charge(RateLimitBucket bucket, int limit) {
        return Math.min(cost, bucket.limits().get(limit).permits());
    }

    /** Puts all permits back that were taken; returns whether all leases were still open. */
    boolean putBack() {
        boolean all = true;
        int i = 0;
        for (RateLimitBucket bucket : buckets) {
            for (int j = 0; j < bucket.limits().size(); j++, i++) {
                Lease lease = taken[i];
                if (lease != null) {
                    all &= lease.putBack((int) charge(bucket, j));
                    taken[i] = null;
                }
            }
        }
        return all;
    }

    /**
     * Lets this thread ask for a lease, or waits for another that asks already.
     *
     * @param maxNanos the maximum time to wait
     * @return whether it has waited, and this call may find permits now
     */
    boolean waitForOther(long maxNanos) {
        for (int i = 0; i < taken.length; i++) {
            LeasedLimit limit = leasable[i];
            if (limit == null || taken[i] != null) {
                continue;
            }
            CompletableFuture<Void> request = new CompletableFuture<>();
            CompletableFuture<Void> other = limit.begin(request);
            if (other == null) {
                askedFor = limit;
                mine = request;
                return false;
            }
            try {
                other.get(maxNanos, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                // This call asks by itself.
            }
            return true;
        }
        return false;
    }

    /** Returns the limits of the call of which no permits are taken. */
    LimitCall missing(LimitCall all) {
        List<Limit> missing = new ArrayList<>();
        for (int i = 0; i < taken.length; i++) {
            if (taken[i] == null) {
                missing.add(all.limits().get(i));
            }
        }
        return missing.size() == taken.length ? all : LimitCall.over(missing);
    }

    /**
     * Returns what to ask the server for: leases, and permits to give back.
     *
     * @param debts the debts of the missing limits, or an empty list
     */
    List<Extra> ask(List<Extra> debts, long now) {
        asks = new ArrayList<>();
        List<Extra> extras = new ArrayList<>();
        int i = 0;
        for (RateLimitBucket bucket : buckets) {
            for (int j = 0; j < bucket.limits().size(); j++, i++) {
                if (taken[i] == null) {
                    LeasedLimit limit = leasable[i];
                    Ask ask = limit == null ? Ask.NOTHING : limit.ask((int) charge(bucket, j), now);
                    long debt = debts.isEmpty() ? 0 : debts.get(asks.size()).debt();
                    asks.add(ask);
                    extras.add(new Extra(debt, ask.want(), ask.stamp(), ask.back(), 0));
                }
            }
        }
        return extras;
    }

    /** Begins the leases that the server has given. */
    void answered(LimitCall missing, Reply reply, long sentAt) {
        int asked = 0;
        for (int i = 0; i < taken.length; i++) {
            if (taken[i] == null) {
                LeasedLimit limit = leasable[i];
                if (limit != null && reply.granted()) {
                    limit.leased(
                            (int) missing.of(reply, asked, Field.LEASED),
                            sentAt,
                            reply.serverMicros(),
                            missing.of(reply, asked, Field.STAMP),
                            missing.limits().get(asked).limit().permits() - missing.of(reply, asked, Field.USED),
                            missing.of(reply, asked, Field.RESET));
                }
                asked++;
            }
        }
    }

    /** Ends a call that got no answer. What the server may have been given back is not given back again. */
    void failed(RuntimeException cause) {
        boolean sent = !(cause instanceof RedisCallException e && e.outcome() == RedisCallException.Outcome.NOT_SENT);
        int asked = 0;
        for (int i = 0; i < taken.length; i++) {
            if (taken[i] == null) {
                LeasedLimit limit = leasable[i];
                if (limit != null && !sent) {
                    limit.notSent(asks.get(asked));
                }
                asked++;
            }
        }
        putBack();
    }

    /** Lets those go on that wait for this thread. */
    void end() {
        if (askedFor != null && mine != null) {
            askedFor.end(mine);
        }
    }

    /**
     * Returns the result of the call.
     *
     * @param decided the server's result for the limits that were missing, or null if none was
     */
    RateLimitResult result(@Nullable RateLimitResult decided, long now) {
        List<Quota> quotas = new ArrayList<>(taken.length);
        int asked = 0;
        int i = 0;
        for (RateLimitBucket bucket : buckets) {
            for (int j = 0; j < bucket.limits().size(); j++, i++) {
                Lease lease = taken[i];
                if (lease == null) {
                    quotas.add(Objects.requireNonNull(decided).quotas().get(asked++));
                } else {
                    long remaining = Math.min(bucket.limits().get(j).permits(), lease.remaining());
                    quotas.add(new Quota(
                            bucket.id(), bucket.limits().get(j), Math.max(0, remaining), lease.resetNanos(now), false));
                }
            }
        }
        if (decided == null) {
            return RateLimitResult.granted(quotas).withMode(RateLimitResult.Mode.LEASED);
        }
        RateLimitResult result = decided.granted()
                ? RateLimitResult.granted(quotas)
                : RateLimitResult.denied(quotas, decided.retryAfterNanos());
        return result.withMode(decided.mode());
    }
}
