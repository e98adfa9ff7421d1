package io.keystile.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices what makes limits less strict than they are stated: a server that has lost its state, that may evict it, or
 * whose clock was set. Thread-safe.
 */
final class ServerWatch {

    private static final Logger LOG = LoggerFactory.getLogger(RedisRateLimiter.class);
    private static final long CHECK_NANOS = 10_000_000_000L;
    private static final long JUMP_NANOS = 100_000_000;

    /** The two clocks differ in speed by less than this part. */
    private static final long CLOCK_PART = 1_000;

    /** The server's clock less this node's, both in nanoseconds: within these bounds at the time {@code at}. */
    private record ClockOffset(long low, long high, long at) {}

    private final Redis redis;

    /** The key of a random text, which is lost with the rest of the server's state. */
    private final byte[] born;

    private final Duration timeout;
    private final LongSupplier nanoClock;
    private final Executor executor;
    private final Runnable onStateLost;
    private final AtomicLong nextCheck;
    private final LongAdder stateLosses = new LongAdder();
    private final LongAdder clockJumps = new LongAdder();
    private volatile byte @Nullable [] lastBorn;
    private volatile @Nullable ClockOffset offset;
    private volatile boolean evictionChecked;

    ServerWatch(
            Redis redis,
            String bornKey,
            Duration timeout,
            LongSupplier nanoClock,
            Executor executor,
            Runnable onStateLost) {
        this.redis = redis;
        this.born = bytes(bornKey);
        this.timeout = timeout;
        this.nanoClock = nanoClock;
        this.executor = executor;
        this.onStateLost = onStateLost;
        this.nextCheck = new AtomicLong(nanoClock.getAsLong());
    }

    long stateLosses() {
        return stateLosses.sum();
    }

    long clockJumps() {
        return clockJumps.sum();
    }

    /** Records that a call failed: the server may be another one, or empty, when it answers again. */
    void failed() {
        nextCheck.set(nanoClock.getAsLong());
    }

    /** Records a reply to a call that was sent and received at these times, and checks the server if that is due. */
    void heard(long serverMicros, long sentAt, long receivedAt) {
        compareClocks(serverMicros * LimitCall.NANOS_PER_MICRO, sentAt, receivedAt);
        long due = nextCheck.get();
        if (receivedAt - due >= 0 && nextCheck.compareAndSet(due, receivedAt + CHECK_NANOS)) {
            executor.execute(this::check);
        }
    }

    private void compareClocks(long server, long sentAt, long receivedAt) {
        ClockOffset before = offset;
        long low = server - receivedAt;
        long high = server - sentAt;
        if (before != null) {
            long drift = JUMP_NANOS + Math.max(0, receivedAt - before.at()) / CLOCK_PART;
            if (low > before.high() + drift || high < before.low() - drift) {
                clockJumps.increment();
                LOG.warn(
                        "The clock of Redis was set by about {} ms. Limits are counted on it: windows that span this"
                                + " moment were shorter or longer by as much.",
                        (low - before.low()) / 1_000_000);
            }
        }
        offset = new ClockOffset(low, high, receivedAt);
    }

    private void check() {
        try {
            checkState();
            if (!evictionChecked) {
                checkEviction();
                evictionChecked = true;
            }
        } catch (RedisCallException e) {
            LOG.debug("The state of Redis was not checked; this is tried again", e);
            nextCheck.set(nanoClock.getAsLong());
        }
    }

    private void checkState() {
        byte[] found = readBorn();
        if (found == null) {
            byte[] fresh = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
            send(1, bytes("SET"), born, fresh, bytes("NX"));
            found = readBorn();
        }
        byte[] before = lastBorn;
        lastBorn = found;
        if (before != null && !Arrays.equals(before, found)) {
            stateLosses.increment();
            onStateLost.run();
            LOG.warn("Redis has lost its state, or another server has taken its place: all limits began anew. In a"
                    + " window that spans this moment, up to twice a limit may have been granted.");
        }
    }

    private byte @Nullable [] readBorn() {
        return send(1, bytes("GET"), born) instanceof byte[] text ? text : null;
    }

    private void checkEviction() {
        String info = send(0, bytes("INFO"), bytes("memory")) instanceof byte[] text
                ? new String(text, StandardCharsets.UTF_8)
                : "";
        if (!info.contains("maxmemory:0\r\n") && !info.contains("maxmemory_policy:noeviction")) {
            LOG.warn("Redis may evict limits when its memory is full, and an evicted limit begins anew. Set"
                    + " maxmemory-policy noeviction.");
        }
    }

    private @Nullable Object send(int keyIndex, byte[]... command) {
        return redis.send(timeout, keyIndex, command);
    }

    private static byte[] bytes(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }
}
