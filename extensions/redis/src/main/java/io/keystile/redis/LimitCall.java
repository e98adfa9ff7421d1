package io.keystile.redis;

import io.keystile.ratelimit.Quota;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.ratelimit.RateLimitResult;
import io.keystile.redis.LimitScript.Field;
import io.keystile.redis.LimitScript.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The limits of a call, in the order of its buckets, and their keys on the server. */
final class LimitCall {

    static final long NANOS_PER_MICRO = 1_000;

    /** A limit of a bucket, and its key. */
    record Limit(RateLimitBucket bucket, RateLimit limit, String key) {

        /** Returns the permits that a call of this cost is charged. */
        long charge(long cost) {
            return Math.min(cost, limit.permits());
        }

        long windowNanos() {
            return limit.window().toNanos();
        }
    }

    /** What a call asks of the script for one limit, in addition to its cost; see {@code limits.lua}. */
    record Extra(long debt, long want, long stamp, long back, long expected) {

        static final Extra NONE = new Extra(0, 0, 0, 0, 0);

        static Extra debt(long permits) {
            return new Extra(permits, 0, 0, 0, 0);
        }
    }

    /** The beginning of all keys. */
    static final String PREFIX = "ks1:";

    private final List<Limit> limits;

    /** Creates a call of an application without a name. */
    LimitCall(List<RateLimitBucket> buckets) {
        this(PREFIX, buckets);
    }

    /**
     * Creates a call.
     *
     * @param prefix the beginning of the application's keys, without braces
     */
    LimitCall(String prefix, List<RateLimitBucket> buckets) {
        limits = new ArrayList<>(buckets.size());
        for (RateLimitBucket bucket : buckets) {
            String key = prefix + "{" + bucket.group() + "}:" + bucket.id() + ":";
            for (int i = 0; i < bucket.limits().size(); i++) {
                RateLimit limit = bucket.limits().get(i);
                limits.add(new Limit(bucket, limit, key + window(bucket.limits(), i)));
            }
        }
    }

    private LimitCall(Limit[] limits) {
        this.limits = List.of(limits);
    }

    /** Returns a call over some limits of a call. */
    static LimitCall over(List<Limit> limits) {
        return new LimitCall(limits.toArray(Limit[]::new));
    }

    /** Returns the last part of the key: the seconds of the window, and a number if an earlier limit has the same. */
    private static String window(List<RateLimit> limits, int index) {
        long seconds = limits.get(index).window().toSeconds();
        int same = 0;
        for (int i = 0; i < index; i++) {
            if (limits.get(i).window().toSeconds() == seconds) {
                same++;
            }
        }
        return same == 0 ? Long.toString(seconds) : seconds + "-" + same;
    }

    List<Limit> limits() {
        return limits;
    }

    /**
     * Returns the command that runs the script.
     *
     * @param extras one for each limit, or empty
     */
    byte[][] command(long cost, boolean refundable, List<Extra> extras) {
        int count = limits.size();
        int each = extras.isEmpty() ? 2 : 7;
        byte[][] command = new byte[LimitScript.FIRST_KEY + count + 2 + count * each][];
        command[LimitScript.FIRST_KEY - 1] = bytes(count);
        int at = LimitScript.FIRST_KEY;
        for (Limit limit : limits) {
            command[at++] = limit.key().getBytes(StandardCharsets.UTF_8);
        }
        command[at++] = bytes(cost);
        command[at++] = bytes(refundable ? 1 : 0);
        for (int i = 0; i < count; i++) {
            command[at++] = bytes(limits.get(i).limit().window().toSeconds());
            command[at++] = bytes(limits.get(i).limit().permits());
            if (!extras.isEmpty()) {
                Extra extra = extras.get(i);
                command[at++] = bytes(extra.debt());
                command[at++] = bytes(extra.want());
                command[at++] = bytes(extra.stamp());
                command[at++] = bytes(extra.back());
                command[at++] = bytes(extra.expected());
            }
        }
        return command;
    }

    private static byte[] bytes(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns the result that the reply means. */
    RateLimitResult result(Reply reply) {
        List<Quota> quotas = new ArrayList<>(limits.size());
        long wait = 0;
        for (int i = 0; i < limits.size(); i++) {
            Limit limit = limits.get(i);
            long waitOfLimit = of(reply, i, Field.WAIT) * NANOS_PER_MICRO;
            quotas.add(new Quota(
                    limit.bucket().id(),
                    limit.limit(),
                    Math.max(0, limit.limit().permits() - of(reply, i, Field.USED) + leased(reply, i)),
                    of(reply, i, Field.RESET) * NANOS_PER_MICRO,
                    waitOfLimit > 0));
            wait = Math.max(wait, waitOfLimit);
        }
        RateLimitResult result =
                reply.granted() ? RateLimitResult.granted(quotas) : RateLimitResult.denied(quotas, wait);
        return result.withMode(RateLimitResult.Mode.SHARED);
    }

    /** Returns the nanoseconds for which all of a denial is true: until the first permit of any limit comes back. */
    long trueFor(Reply reply) {
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < limits.size(); i++) {
            long reset = of(reply, i, Field.RESET) * NANOS_PER_MICRO;
            shortest = reset > 0 ? Math.min(shortest, reset) : shortest;
        }
        return shortest;
    }

    /**
     * Returns the nanoseconds for which a denial is remembered while nodes use and give back leased permits: a quarter
     * of a 64th of the shortest window that is leased.
     */
    long trueForLeases() {
        long shortest = Long.MAX_VALUE;
        for (Limit limit : limits) {
            if (limit.limit().permits() > Leases.EXACT) {
                shortest = Math.min(shortest, limit.windowNanos() / 256);
            }
        }
        return shortest;
    }

    private long leased(Reply reply, int limit) {
        return reply.isExtended(limits.size()) ? of(reply, limit, Field.LEASED) : 0;
    }

    long of(Reply reply, int limit, Field field) {
        return reply.of(limit, limits.size(), field);
    }
}
