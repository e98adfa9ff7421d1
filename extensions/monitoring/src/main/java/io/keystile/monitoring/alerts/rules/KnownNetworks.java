package io.keystile.monitoring.alerts.rules;

import io.keystile.monitoring.internal.LruMap;
import io.keystile.monitoring.internal.RecentTimes;
import java.time.Duration;
import java.time.Instant;

/** The networks that a key comes from, at most 16, and whether it has settled there. For one thread. */
final class KnownNetworks {
    private static final int MAX_NETWORKS = 16;
    private static final int MANY_NEW = 4;
    private static final Duration FIRST_DAY = Duration.ofDays(1);
    private static final Duration MONTH = Duration.ofDays(30);

    private final LruMap<Object, Boolean> networks = new LruMap<>(MAX_NETWORKS);
    private final RecentTimes news = new RecentTimes(MANY_NEW);
    private Instant start;

    KnownNetworks(Instant start) {
        this.start = start;
    }

    boolean isSettled(Instant now, Duration learning) {
        return !now.isBefore(start.plus(learning)) && !news.isFull(now, MONTH);
    }

    /** Adds a network; tells whether it was not known. */
    boolean add(Object network, Instant now) {
        if (now.isBefore(start)) { // of a clock that was ahead when the key was first seen
            start = now;
        }
        if (networks.find(network) != null) {
            return false;
        }
        networks.getOrCreate(network, () -> true);
        if (!now.isBefore(start.plus(FIRST_DAY))) {
            news.add(now);
        }
        return true;
    }
}
