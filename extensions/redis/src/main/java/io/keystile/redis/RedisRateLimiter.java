package io.keystile.redis;

import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.ratelimit.RateLimitResult;
import io.keystile.ratelimit.RateLimiter;
import io.keystile.redis.LimitCall.Extra;
import io.keystile.redis.LimitScript.Field;
import io.keystile.redis.LimitScript.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sliding-window limiter whose limits hold for all nodes together, on Redis or Valkey. A call takes one round trip
 * for all its limits. Thread-safe.
 *
 * <pre>{@code
 * RateLimiter limiter = RedisRateLimiter.over(redis).shareWhenUnreachable(4).build();
 * }</pre>
 *
 * <p><b>Guarantee.</b> Let a limit be N permits in a window W. Calls of any number of nodes that lie wholly within a
 * half-open interval of at most W are never granted more than N permits in total. A permit comes back W after it was
 * spent if N is at most 128, and at most W/64 later otherwise. A denied call spends nothing. Times are those of the
 * server's clock; the clocks of the nodes do not matter. The guarantee needs a server that keeps its state and whose
 * clock is not set: where it loses its state, up to 2N permits are granted in a window that spans the loss; where its
 * clock is set ahead, windows that span this are shorter by as much.
 *
 * <p><b>Proof.</b> The server runs one script after the other, so permits have an order. A permit is granted within its
 * call, at an instant t on the server's clock, and counts from then until W after its stamp, which is not before t. Let
 * N + 1 permits be granted to calls wholly within [x, x + W), and let j be the last of them. When j was granted, before
 * x + W, all others had stamps not before x, so they counted: N permits, and j was denied, a contradiction.
 *
 * <p>A denial is remembered by this node while it is certainly still true, and costs the server nothing until then.
 * {@link #tryAcquireRefundable Refunds} are exact: permits are given back only if no other call has acquired permits
 * of the bucket, and none was denied by it, in the meantime; and never twice.
 *
 * <p><b>Unreachable.</b> A call waits at most for the {@link Builder#timeout}. After three failed calls in a row no
 * call waits any more; one in 500 ms tries the server again. Calls without an answer of the server fail with a
 * {@link RedisCallException}, unless {@link Builder#shareWhenUnreachable} lets each node grant its share. None is
 * simply granted.
 *
 * <p>The state of a limit takes at most 1.4 kB on the server, whatever N is, and expires one or two windows after its
 * last call. A limit that changes its permits keeps its state; one with a new window begins empty. Keys begin with
 * {@code ks1:} and hold ids of buckets and counts, no secrets. In a cluster, all buckets of a call need the same
 * {@link RateLimitBucket#group group}, as those of a key have.
 */
public final class RedisRateLimiter implements RateLimiter {

    private static final Logger LOG = LoggerFactory.getLogger(RedisRateLimiter.class);

    private final Redis redis;
    private final String prefix;
    private final long timeoutNanos;
    private final LimitScript script;
    private final LongSupplier nanoClock;
    private final @Nullable OwnShare ownShare;
    private final @Nullable Leases leases;
    private final Breaker breaker = new Breaker();
    private final RememberedDenials denials = new RememberedDenials();
    private final ServerWatch watch;
    private final LongAdder decidedByServer = new LongAdder();
    private final LongAdder decidedFromMemory = new LongAdder();
    private final LongAdder decidedFromLease = new LongAdder();
    private final LongAdder decidedByOwnShare = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder debtTold = new LongAdder();

    private RedisRateLimiter(Builder builder) {
        this.redis = builder.redis;
        this.prefix = LimitCall.PREFIX + (builder.application.isEmpty() ? "" : builder.application + ":");
        this.timeoutNanos = builder.timeout.toNanos();
        this.script = new LimitScript(builder.script);
        this.nanoClock = builder.nanoClock;
        this.ownShare = builder.nodes == 0 ? null : new OwnShare(builder.nodes, nanoClock);
        this.leases = builder.leases ? new Leases() : null;
        String born = LimitCall.PREFIX + "born" + (builder.application.isEmpty() ? "" : ":" + builder.application);
        this.watch = new ServerWatch(redis, born, builder.timeout, nanoClock, builder.executor, denials::clear);
    }

    /** Returns a builder of a limiter on this server. */
    public static Builder over(Redis redis) {
        return new Builder(redis);
    }

    /** Sets how a {@link RedisRateLimiter} treats a server that is slow or gone. */
    public static final class Builder {

        private final Redis redis;
        private String application = "";
        private Duration timeout = Duration.ofMillis(100);
        private int nodes;
        private boolean leases;
        private String script = LimitScript.source();
        private LongSupplier nanoClock = System::nanoTime;
        private Executor executor = Builder::runInThread;

        private Builder(Redis redis) {
            this.redis = redis;
        }

        private static void runInThread(Runnable task) {
            Thread thread = new Thread(task, "keystile-redis-check");
            thread.setDaemon(true);
            thread.start();
        }

        /**
         * Names the application, to which the limits then belong. It is needed if several applications use one
         * database of a server, or one cluster, and the ids of their workspaces or keys may be equal: without it, they
         * would share the limits of equal ids. All nodes of an application give the same name. A new name begins with
         * empty limits.
         *
         * @param application 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}, a letter or digit first
         * @throws IllegalArgumentException if the name is malformed
         */
        public Builder application(String application) {
            this.application = ApplicationName.checked(application);
            return this;
        }

        /**
         * Sets how long a call waits for the server, 1 ms to 10 s; 100 ms by default.
         *
         * @throws IllegalArgumentException if the time is out of bounds
         */
        public Builder timeout(Duration timeout) {
            if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofSeconds(10)) > 0) {
                throw new IllegalArgumentException("timeout is " + timeout + "; give 1 ms to 10 s");
            }
            this.timeout = timeout;
            return this;
        }

        /**
         * Lets each node decide by itself while the server is unreachable: of a limit of N, it grants at most
         * {@code N / nodes}, rounded down, in any window. A call that costs more than that is denied. So all nodes
         * together grant at most N in a window without the server, and at most 2N in one in which the server was lost
         * or came back. What was granted is told to the server when it is back, and counts from then on.
         *
         * <p>Without this, calls that the server does not answer fail with a {@link RedisCallException}, which the
         * authenticator turns into 503.
         *
         * @param nodes the maximum number of nodes that run at once, at least 1
         * @throws IllegalArgumentException if {@code nodes} is below 1
         */
        public Builder shareWhenUnreachable(int nodes) {
            if (nodes < 1) {
                throw new IllegalArgumentException("nodes is " + nodes + "; give at least 1");
            }
            this.nodes = nodes;
            return this;
        }

        /**
         * Lets each node lease permits of limits above 128, and decide on most calls without a round trip. The
         * guarantee stays. But permits that a node holds and does not use count as used: a node leases at most a 16th
         * of what is left, for the current 64th of the window, and gives back what it did not need with its next
         * request. So a call can be denied although others only hold the permits, and
         * {@link RateLimitResult#retryAfterNanos} is the time after which the call is granted if no other node uses or
         * holds the permits. Leases save most for limits that a node uses many times in a 64th of their window. A call
         * that also has a limit of up to 128 permits still takes a round trip. If the server loses its state, up to 2N
         * permits are granted also in a window that begins less than W/64 after the loss, because nodes give back
         * permits of leases from before it.
         *
         * <p>Use leases on all nodes or on none: a node without them remembers denials, which end early where another
         * node gives permits back.
         */
        public Builder leases() {
            this.leases = true;
            return this;
        }

        /** For tests: another script, for example one with a clock of the test. */
        Builder script(String script) {
            this.script = script;
            return this;
        }

        /** For tests: a clock of this node. */
        Builder nanoClock(LongSupplier nanoClock) {
            this.nanoClock = nanoClock;
            return this;
        }

        /** For tests: runs the checks of the server, which no call waits for. */
        Builder executor(Executor executor) {
            this.executor = executor;
            return this;
        }

        /** Returns the limiter. It does not connect before its first call. */
        public RedisRateLimiter build() {
            return new RedisRateLimiter(this);
        }
    }

    @Override
    public RateLimitResult tryAcquire(List<RateLimitBucket> buckets, long permits) {
        return acquire(buckets, permits, false);
    }

    @Override
    public RateLimitResult tryAcquireRefundable(List<RateLimitBucket> buckets, long permits) {
        return acquire(buckets, permits, true);
    }

    /** Returns the number of buckets in the memory of this node; 0 without {@link Builder#shareWhenUnreachable}. */
    @Override
    public int bucketCount() {
        return ownShare == null ? 0 : ownShare.bucketCount();
    }

    private RateLimitResult acquire(List<RateLimitBucket> buckets, long permits, boolean refundable) {
        validate(buckets, permits);
        if (buckets.isEmpty()) {
            return RateLimitResult.granted(List.of());
        }
        long now = nanoClock.getAsLong();
        RateLimitResult remembered = denials.find(buckets, permits, now);
        if (remembered != null) {
            decidedFromMemory.increment();
            return remembered;
        }
        LeasedCall leased = leases == null ? null : leases.call(buckets, permits, now);
        if (leased == null) {
            return acquireFromServer(buckets, permits, refundable, null, now, timeoutNanos);
        }
        long timeLeft = timeoutNanos;
        // While the breaker is open, the other thread may be the one that waits for the server.
        if (!leased.take(now) && !breaker.isOpen()) {
            long start = System.nanoTime();
            if (leased.waitForOther(timeoutNanos / 2)) {
                now = nanoClock.getAsLong();
                leased.take(now);
                timeLeft = Math.max(timeoutNanos / 2, timeoutNanos - (System.nanoTime() - start));
            }
        }
        if (leased.isComplete()) {
            decidedFromLease.increment();
            if (ownShare != null) {
                ownShare.granted(buckets, permits);
            }
            RateLimitResult result = leased.result(null, now);
            return refundable ? result.refundable(leased::putBack) : result;
        }
        try {
            return acquireFromServer(buckets, permits, refundable, leased, now, timeLeft);
        } finally {
            leased.end();
        }
    }

    /**
     * Asks the server.
     *
     * @param leased the call if it may be leased, whose permits that are taken already the server is not asked for
     * @param timeLeft the maximum time to wait, in nanoseconds
     */
    private RateLimitResult acquireFromServer(
            List<RateLimitBucket> buckets,
            long permits,
            boolean refundable,
            @Nullable LeasedCall leased,
            long now,
            long timeLeft) {
        LimitCall all = new LimitCall(prefix, buckets);
        if (!breaker.allows(now)) {
            if (leased != null) {
                leased.putBack();
            }
            return withoutServer(all, buckets, permits, null);
        }
        LimitCall call = leased == null ? all : leased.missing(all);
        List<Extra> debts = ownShare == null ? List.of() : ownShare.takeDebts(call);
        long grantsBefore = denials.grants(buckets);
        List<Extra> extras = leased == null ? debts : leased.ask(debts, now);
        Reply reply;
        try {
            reply = run(call.command(permits, refundable, extras), now, timeLeft);
        } catch (RuntimeException e) {
            if (ownShare != null) {
                ownShare.keepDebts(call, debts);
            }
            if (leased != null) {
                leased.failed(e);
            }
            if (e instanceof RedisCallException failure) {
                return withoutServer(all, buckets, permits, failure);
            }
            throw e;
        }
        decidedByServer.increment();
        debts.forEach(debt -> debtTold.add(debt.debt()));
        RateLimitResult result = call.result(reply);
        if (leased != null) {
            leased.answered(call, reply, now);
            result = leased.result(result, now);
        }
        if (!result.granted()) {
            if (leased != null) {
                leased.putBack();
            }
            long trueFor = call.trueFor(reply);
            if (leased != null) {
                trueFor = Math.min(trueFor, all.trueForLeases());
            }
            denials.add(buckets, permits, result, grantsBefore, now, nanoClock.getAsLong(), trueFor);
            return result;
        }
        denials.granted(buckets);
        if (ownShare != null) {
            ownShare.granted(buckets, permits);
        }
        return refundable ? result.refundable(() -> giveBack(call, permits, reply, leased)) : result;
    }

    private static void validate(List<RateLimitBucket> buckets, long permits) {
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

    /** Runs the script, and records whether the server answered. */
    private Reply run(byte[][] command, long sentAt, long timeLeft) {
        try {
            Reply reply = script.run(redis, timeLeft, command);
            if (breaker.succeeded()) {
                LOG.info("Redis answers again. It decides on limits.");
            }
            watch.heard(reply.serverMicros(), sentAt, nanoClock.getAsLong());
            return reply;
        } catch (RedisCallException e) {
            if (e.code().equals("CROSSSLOT")) {
                throw new IllegalArgumentException(
                        "buckets of one call have different groups; a cluster needs the same group for all", e);
            }
            if (!Thread.currentThread().isInterrupted()) {
                failed(e);
            }
            throw e;
        }
    }

    private void failed(RedisCallException e) {
        failures.increment();
        watch.failed();
        if (breaker.failed(nanoClock.getAsLong())) {
            LOG.warn(
                    ownShare == null
                            ? "Redis does not answer. Calls with a limit are refused until it does."
                            : "Redis does not answer. This node grants its own share of each limit until it does.",
                    e);
        }
    }

    private RateLimitResult withoutServer(
            LimitCall call, List<RateLimitBucket> buckets, long permits, @Nullable RedisCallException cause) {
        if (ownShare != null) {
            decidedByOwnShare.increment();
            return ownShare.tryAcquire(call, buckets, permits);
        }
        refused.increment();
        if (cause != null) {
            throw cause;
        }
        throw new RedisCallException(
                RedisCallException.Outcome.NOT_SENT,
                "Redis did not answer the last calls; it is tried again soon",
                null);
    }

    /** Gives the permits of a call back; returns whether the server said that it did so for all limits. */
    private boolean giveBack(LimitCall call, long permits, Reply granted, @Nullable LeasedCall leased) {
        boolean all = leased == null || leased.putBack();
        long now = nanoClock.getAsLong();
        if (!breaker.allows(now)) {
            return false;
        }
        List<Extra> extras = new ArrayList<>(call.limits().size());
        for (int i = 0; i < call.limits().size(); i++) {
            long charge = call.limits().get(i).charge(permits);
            extras.add(new Extra(0, 0, call.of(granted, i, Field.STAMP), charge, call.of(granted, i, Field.COUNT)));
        }
        try {
            // Never sent twice: if it is unknown whether the permits were given back, they stay spent.
            Reply reply = run(call.command(0, false, extras), now, timeoutNanos);
            for (int i = 0; i < call.limits().size(); i++) {
                all &= call.of(reply, i, Field.RETURNED) == 1;
            }
            return all;
        } catch (RedisCallException e) {
            return false;
        }
    }

    /** Returns what has happened since the limiter was built, for monitoring. */
    public Stats stats() {
        return new Stats(
                Duration.ofNanos(breaker.openNanos(nanoClock.getAsLong())),
                decidedByServer.sum(),
                decidedFromMemory.sum(),
                decidedFromLease.sum(),
                decidedByOwnShare.sum(),
                refused.sum(),
                failures.sum(),
                debtTold.sum(),
                watch.stateLosses(),
                watch.clockJumps());
    }

    /**
     * Counts of a {@link RedisRateLimiter} since it was built.
     *
     * @param unreachableFor how long calls have not waited for the server, because it did not answer; zero if it does
     * @param decidedByServer calls that the server granted or denied
     * @param decidedFromMemory calls that were denied because an earlier denial was still true
     * @param decidedFromLease calls that were granted from permits that this node had leased
     * @param decidedByOwnShare calls that were granted or denied from this node's share of a limit
     * @param refused calls that failed because the server did not answer
     * @param failures commands that the server did not answer in time or answered with an error
     * @param debtTold permits that were granted without the server, and told to it later
     * @param stateLosses how often the server was found to have lost its state
     * @param clockJumps how often the server's clock was found to be set by more than 100 ms
     */
    public record Stats(
            Duration unreachableFor,
            long decidedByServer,
            long decidedFromMemory,
            long decidedFromLease,
            long decidedByOwnShare,
            long refused,
            long failures,
            long debtTold,
            long stateLosses,
            long clockJumps) {}
}
