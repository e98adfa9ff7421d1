package io.keystile.redis;

import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.ratelimit.RateLimitResult;
import io.keystile.ratelimit.RateLimiter;
import io.keystile.redis.RedisCallException.Outcome;
import io.keystile.redis.WindowCheck.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that lease permits of one limit from a real server, in time that only a test advances: requests and replies
 * take as long, and clocks run as fast, as the test says. Times are microseconds of the server's clock since the start,
 * at which a 64th of the window begins.
 */
final class LeaseTimeline {

    /** What happens to a request. */
    enum Fault {
        NONE,
        NOT_SENT,
        REQUEST_LOST,
        REPLY_LOST
    }

    static final long LIMIT = 1_000;

    private static final long START = 499_000L * 3_600_000_000L;
    private static final long MILLION = 1_000_000;

    private final TestRedis redis;
    private final ServerClock serverClock;
    private final long serverPpm;
    private final long windowMicros;
    private final List<RateLimitBucket> buckets;
    private final List<Call> calls = new ArrayList<>();
    private long now;

    /**
     * Begins with no permit spent.
     *
     * @param serverPpm by how many millionths the server's clock is too fast
     */
    LeaseTimeline(TestRedis redis, long windowSeconds, long serverPpm) {
        this.redis = redis;
        this.serverPpm = serverPpm;
        this.windowMicros = windowSeconds * MILLION;
        this.buckets = List.of(
                new RateLimitBucket("key:a", List.of(RateLimit.of("limit", LIMIT, Duration.ofSeconds(windowSeconds)))));
        redis.send("FLUSHALL");
        this.serverClock = new ServerClock(redis, START);
    }

    private static long at(long nanos, long ppm) {
        return nanos + nanos * ppm / MILLION;
    }

    /** Returns the reading of the server's clock. */
    long micros() {
        return at(now, serverPpm) / 1_000;
    }

    /** Advances the time to the first instant at which the server's clock has this reading. */
    void advanceTo(long micros) {
        if (micros < micros()) {
            throw new IllegalArgumentException(micros + " µs is over");
        }
        now = Math.max(now, micros * 1_000 * (MILLION - 1) / (MILLION + serverPpm));
        while (micros() < micros) {
            now += 100;
        }
    }

    /** Returns the end of the 64th that the server's clock is in: the stamp of permits that are spent now. */
    long stamp() {
        long block = windowMicros / 64;
        return (micros() / block + 1) * block;
    }

    long windowMicros() {
        return windowMicros;
    }

    /** Spends all permits that are left, as a node without leases, and returns their number. */
    long drain() {
        Node node = new Node(0, false);
        long drained = 0;
        for (long cost = Long.highestOneBit(LIMIT); cost > 0; cost /= 2) {
            if (node.call(cost)) {
                drained += cost;
            }
        }
        return drained;
    }

    /** Returns the permits that were granted beyond the limit in a window. */
    long excess() {
        return WindowCheck.of(calls, LIMIT, windowMicros).excess();
    }

    /** Returns the permits of all calls that were granted. */
    long granted() {
        return calls.stream().filter(Call::granted).mapToLong(Call::permits).sum();
    }

    /** A node, used by one thread. */
    final class Node implements Redis {
        final RateLimiter limiter;
        long requestNanos;
        long replyNanos;
        Fault nextFault = Fault.NONE;
        boolean lastWasLeased;

        /**
         * Adds a node.
         *
         * @param ppm by how many millionths its clock is too fast
         */
        Node(long ppm, boolean leases) {
            RedisRateLimiter.Builder builder = RedisRateLimiter.over(this)
                    .timeout(Duration.ofSeconds(10))
                    .script(ServerClock.lastingScript())
                    .nanoClock(() -> Long.MAX_VALUE - 1_000 + at(now, ppm))
                    .executor(task -> {});
            limiter = (leases ? builder.leases() : builder).build();
        }

        /** Makes a call; returns whether it is granted. */
        boolean call(long permits) {
            long begin = micros();
            boolean granted = false;
            lastWasLeased = false;
            try {
                RateLimitResult result = limiter.tryAcquire(buckets, permits);
                granted = result.granted();
                lastWasLeased = result.mode() == RateLimitResult.Mode.LEASED;
            } catch (RedisCallException e) {
                // The call is not granted.
            }
            calls.add(new Call(begin, micros(), permits, granted));
            return granted;
        }

        /** Makes a call of one permit without writing it down, in any thread while the time stands still. */
        boolean callUnrecorded() {
            return limiter.tryAcquire(buckets, 1).granted();
        }

        @Override
        public @Nullable Object send(Duration timeout, int keyIndex, byte[]... command) {
            Fault fault = nextFault;
            nextFault = Fault.NONE;
            if (fault == Fault.NOT_SENT) {
                throw new RedisCallException(Outcome.NOT_SENT, "not connected", null);
            }
            now += requestNanos;
            if (fault == Fault.REQUEST_LOST) {
                throw new RedisCallException(Outcome.UNKNOWN, "the request is lost", null);
            }
            if (serverClock.micros() != START + micros()) {
                serverClock.set(START + micros());
            }
            Object reply = redis.send(timeout, keyIndex, command);
            now += replyNanos;
            if (fault == Fault.REPLY_LOST) {
                throw new RedisCallException(Outcome.UNKNOWN, "the reply is lost", null);
            }
            return reply;
        }
    }
}
