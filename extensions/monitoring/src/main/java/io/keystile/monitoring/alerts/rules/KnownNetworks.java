package io.keystile.monitoring.alerts.rules;

import io.keystile.monitoring.internal.LruMap;
import io.keystile.monitoring.internal.RecentTimes;
import java.time.Duration;
import java.time.Instant;

/**
 * Keeps the networks that a key is used from, the 16 used most recently, and whether the key has settled: it rarely
 * appears in new ones. Not thread-safe.
 */
final class KnownNetworks {
    private static final int MAX_NETWORKS = 16;
    private static final int ROAMING_NETWORKS = 4;
    private static final Duration FIRST_DAY = Duration.ofDays(1);
    private static final Duration MONTH = Duration.ofDays(30);

    private final LruMap<Object, Boolean> networks = new LruMap<>(MAX_NETWORKS);
    private final RecentTimes newNetworks = new RecentTimes(ROAMING_NETWORKS);
    private Instant start;

    KnownNetworks(Instant start) {
        this.start = start;
    }

    /**
     * Returns whether the learning time is over, and fewer than four new networks were added in the last 30 days.
     * Networks of the first day do not count as new.
     */
    boolean isSettled(Instant now, Duration learning) {
        return !now.isBefore(start.plus(learning)) && !newNetworks.isFull(now, MONTH);
    }

    /** Adds a network. Returns whether it was unknown. */
    boolean add(Object network, Instant now) {
        if (now.isBefore(start)) { // the clock was ahead when the key was first used
            start = now;
        }
        if (networks.find(network) != null) {
            return false;
        }
        networks.getOrCreate(network, () -> true);
        if (!now.isBefore(start.plus(FIRST_DAY))) {
            newNetworks.add(now);
        }
        return true;
    }
}
