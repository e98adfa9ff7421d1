package io.keystile;

import io.keystile.net.IpAddress;
import io.keystile.ratelimit.RateLimit;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Protects the store and the slow hashes from floods of made-up keys. An attempt is a look-up of an id that this node
 * has not found before, or a verification of a slow hash. It fails if the id is unknown, or the secret wrong.
 *
 * <p><b>Guarantee.</b> With a limit of N permits in a window W, an address has at most N failed attempts at once, and
 * one more after each W/N, so at most 2N in a window. Where attempts overlap, it is at most ten times as many: each
 * counts a tenth until it has ended. This holds however many other addresses there are. An attempt that succeeds, or
 * ends without a result, counts nothing. {@link #forgetAll} adds at most N in a window.
 *
 * <p>An attempt with a key that a change has announced does not begin here: each change allows one, so clients that
 * were early are not held off once their keys exist.
 *
 * <p>An IPv6 address counts as its /64 network. All addresses of one IPv6 /48 together have 10 times the limit, and all
 * clients without a known address together have 100 times.
 *
 * <p>The counters are a fixed array of cells, 2 MB. Each address has one cell in each of four rows, chosen by a hash
 * with a random seed, and an attempt counts in all four. An address is held off only while all of its cells are full.
 * So others can hold it off only if they fill all four: 10,000 addresses that each use up their limit all the time hold
 * off one other address in 2,500, and 65,536 of them one in 6. All addresses together have at most 262,144 times the
 * limit, which is once for each cell. Thread-safe and lock-free.
 */
final class UnknownKeyThrottle {
    static final int PERMITS_OF_IPV6_SITE = 10;
    static final int PERMITS_WITHOUT_ADDRESS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(UnknownKeyThrottle.class);
    private static final int ROWS = 4;
    private static final int ROW_BITS = 16;
    private static final long UNDER_WAY = 10;

    /**
     * The time at which the failed attempts of each cell will have been forgotten, in nanoseconds since the origin. A
     * cell forgets one permit of an address in each W/N, and is full if it has W to forget.
     */
    private final AtomicLongArray forgottenAt = new AtomicLongArray(ROWS << ROW_BITS);

    private final RateLimit limit;
    private final long permitNanos;
    private final long fullNanos;
    private final LongSupplier nanoClock;
    private final long origin;
    private final long firstSeed;
    private final long secondSeed;
    private final AtomicLong forgotAllAt;
    private final OccasionalLog log;

    /** Creates a throttle. The random numbers decide which addresses share cells, so they must not be guessable. */
    UnknownKeyThrottle(RateLimit limit, LongSupplier nanoClock, RandomGenerator random) {
        this.limit = limit;
        this.permitNanos = -Math.floorDiv(-limit.window().toNanos(), limit.permits());
        this.fullNanos = permitNanos * limit.permits();
        this.nanoClock = nanoClock;
        this.origin = nanoClock.getAsLong();
        this.firstSeed = random.nextLong();
        this.secondSeed = random.nextLong();
        this.forgotAllAt = new AtomicLong(-fullNanos);
        this.log = new OccasionalLog(nanoClock);
    }

    /**
     * Begins an attempt, unless the address is held off.
     *
     * @param address the client's address, or null if it is unknown
     * @return how long the address is held off, in nanoseconds; 0 if the attempt has begun: then call {@link #end}
     */
    long begin(@Nullable IpAddress address) {
        long now = now();
        List<Share> shares = sharesOf(address);
        for (Share share : shares) {
            long wait = waitNanos(share, now);
            if (wait > 0) {
                log.warn(LOG, () -> refusal(share), null);
                return wait;
            }
        }
        for (Share share : shares) {
            long part = share.permitNanos / UNDER_WAY;
            for (int row = 0; row < ROWS; row++) {
                forgottenAt.updateAndGet(share.cell(row), at -> Math.max(at, now) + part);
            }
        }
        return 0;
    }

    /** Ends an attempt that has begun. */
    void end(@Nullable IpAddress address, boolean failed) {
        long now = now();
        for (Share share : sharesOf(address)) {
            long part = share.permitNanos / UNDER_WAY;
            for (int row = 0; row < ROWS; row++) {
                forgottenAt.updateAndGet(share.cell(row), at -> {
                    long before = at - part;
                    long after = Math.min(Math.max(before, now) + share.permitNanos, now + fullNanos);
                    return failed ? Math.max(before, after) : before;
                });
            }
        }
    }

    /**
     * Forgets all failed attempts, because any unknown key may exist now. It does so at most once in a window, so that
     * a change feed that breaks again and again, perhaps because of a flood, does not let the flood through.
     */
    void forgetAll() {
        long now = now();
        long last = forgotAllAt.get();
        if (now - last >= fullNanos && forgotAllAt.compareAndSet(last, now)) {
            for (int cell = 0; cell < forgottenAt.length(); cell++) {
                forgottenAt.set(cell, 0);
            }
        }
    }

    private long now() {
        return nanoClock.getAsLong() - origin;
    }

    private long waitNanos(Share share, long now) {
        long free = now + fullNanos - share.permitNanos;
        long wait = Long.MAX_VALUE;
        for (int row = 0; row < ROWS; row++) {
            wait = Math.min(wait, forgottenAt.get(share.cell(row)) - free);
        }
        return Math.max(0, wait);
    }

    private List<Share> sharesOf(@Nullable IpAddress address) {
        if (address == null) {
            return List.of(share(null, 0, PERMITS_WITHOUT_ADDRESS));
        }
        if (address.isIpv4()) {
            return List.of(share(address, 32, 1));
        }
        return List.of(
                share(address.throttleBucket(), 64, 1),
                share(address.network(IpAddress.IPV6_SITE), IpAddress.IPV6_SITE, PERMITS_OF_IPV6_SITE));
    }

    private Share share(@Nullable IpAddress network, int prefix, long times) {
        return new Share(network, prefix, hash(network, prefix), Math.max(1, permitNanos / times));
    }

    /** Returns a hash of all bits, so that nobody can choose addresses that share cells with another one. */
    private long hash(@Nullable IpAddress network, int prefix) {
        byte[] bytes = network == null ? new byte[4] : network.toBytes();
        ByteBuffer bits = ByteBuffer.wrap(bytes);
        long high = bytes.length == 4 ? bits.getInt() : bits.getLong();
        long low = bytes.length == 4 ? 0 : bits.getLong();
        return fold(fold(high ^ firstSeed, (low + prefix) ^ secondSeed) ^ secondSeed, firstSeed | 1);
    }

    private static long fold(long one, long other) {
        return (one * other) ^ Math.multiplyHigh(one, other);
    }

    private String refusal(Share share) {
        String bound = share.permitNanos == permitNanos
                ? "unknownKeysPerAddress is "
                : permitNanos / share.permitNanos + " times unknownKeysPerAddress, which is ";
        String remedy = share.network == null
                ? ". They have no address behind a Unix socket, or if a trusted proxy does not tell it"
                : "";
        return "Too many unknown keys from " + share + ": keys that this node has not found before get 429 from there. "
                + "The bound is " + bound + limit.permits() + " in " + limit.window() + remedy;
    }

    /** What counts as one: an address, a network, or all clients without a known address. */
    private record Share(@Nullable IpAddress network, int prefix, long hash, long permitNanos) {
        int cell(int row) {
            int inRow = (int) (hash >>> (row * ROW_BITS)) & ((1 << ROW_BITS) - 1);
            return (row << ROW_BITS) | inRow;
        }

        @Override
        public String toString() {
            if (network == null) {
                return "clients whose address is unknown";
            }
            return network.isIpv4() ? network.toString() : network + "/" + prefix;
        }
    }
}
