package io.keystile.monitoring.usage;

import io.keystile.monitoring.internal.ClientNetworks;
import io.keystile.net.IpAddress;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * From how many networks, /24 of IPv4 and /48 of IPv6, calls came in one day: linear counting in 256 bits. About right up
 * to some hundreds; more than {@value #MOST} is never told.
 */
final class NetworkEstimate {
    static final int MOST = 1_420;

    private static final int BITS = 256;

    private final long day;
    private final @Nullable NetworkEstimate dayBefore;
    private final AtomicLongArray seen = new AtomicLongArray(BITS / Long.SIZE);

    NetworkEstimate(long day, @Nullable NetworkEstimate before) {
        this.day = day;
        this.dayBefore = before == null || before.day != day - 1 ? null : before.alone();
    }

    private NetworkEstimate(NetworkEstimate other) {
        this.day = other.day;
        this.dayBefore = null;
        for (int i = 0; i < seen.length(); i++) {
            seen.set(i, other.seen.get(i));
        }
    }

    private NetworkEstimate alone() {
        return new NetworkEstimate(this);
    }

    /** Tells whether its day is over on another day: a later one, or one so early that the clock was ahead on its own. */
    boolean isOver(long today) {
        return day < today || day > today + 1;
    }

    void add(IpAddress address) {
        int hash = ClientNetworks.hashOf(address) * 0x9E3779B1;
        hash = (hash ^ hash >>> 15) * 0x85EBCA6B;
        int bit = hash >>> 24;
        long mask = 1L << bit;
        int word = bit / Long.SIZE;
        if ((seen.get(word) & mask) == 0) {
            seen.accumulateAndGet(word, mask, (had, added) -> had | added);
        }
    }

    /** Returns about how many there were on a day; 0 for one of which nothing is kept. */
    int on(long wanted) {
        if (wanted != day) {
            return dayBefore == null ? 0 : dayBefore.on(wanted);
        }
        int clear = BITS;
        for (int i = 0; i < seen.length(); i++) {
            clear -= Long.bitCount(seen.get(i));
        }
        return clear == 0 ? MOST : (int) Math.round(BITS * Math.log((double) BITS / clear));
    }
}
