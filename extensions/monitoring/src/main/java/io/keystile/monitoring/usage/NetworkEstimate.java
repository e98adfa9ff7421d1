package io.keystile.monitoring.usage;

import io.keystile.monitoring.internal.ClientNetworks;
import io.keystile.net.IpAddress;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Estimates from how many networks (/24 for IPv4, /48 for IPv6) calls came in one day, by linear counting in 256 bits.
 * The estimate is good up to a few hundred networks and never exceeds {@value #MAX}. Thread-safe.
 */
final class NetworkEstimate {
    /** The estimate when all bits are set. */
    static final int MAX = 1_420;

    private static final int BITS = 256;

    private final long day;
    private final @Nullable NetworkEstimate dayBefore;
    private final AtomicLongArray bits = new AtomicLongArray(BITS / Long.SIZE);

    NetworkEstimate(long day, @Nullable NetworkEstimate before) {
        this.day = day;
        this.dayBefore = before == null || before.day != day - 1 ? null : before.withoutDayBefore();
    }

    private NetworkEstimate(NetworkEstimate other) {
        this.day = other.day;
        this.dayBefore = null;
        for (int i = 0; i < bits.length(); i++) {
            bits.set(i, other.bits.get(i));
        }
    }

    private NetworkEstimate withoutDayBefore() {
        return new NetworkEstimate(this);
    }

    /**
     * Returns whether {@code today} needs a new estimate: it is a later day, or more than one day earlier because the
     * clock was ahead when this estimate began.
     */
    boolean isOutdated(long today) {
        return day < today || day > today + 1;
    }

    void add(IpAddress address) {
        int hash = ClientNetworks.hashOf(address) * 0x9E3779B1;
        hash = (hash ^ hash >>> 15) * 0x85EBCA6B;
        int bit = hash >>> 24;
        long mask = 1L << bit;
        int word = bit / Long.SIZE;
        if ((bits.get(word) & mask) == 0) {
            bits.accumulateAndGet(word, mask, (present, added) -> present | added);
        }
    }

    /** Returns the estimate for a day; 0 if it is neither this day nor the day before. */
    int estimate(long wanted) {
        if (wanted != day) {
            return dayBefore == null ? 0 : dayBefore.estimate(wanted);
        }
        int clear = BITS;
        for (int i = 0; i < bits.length(); i++) {
            clear -= Long.bitCount(bits.get(i));
        }
        return clear == 0 ? MAX : (int) Math.round(BITS * Math.log((double) BITS / clear));
    }
}
