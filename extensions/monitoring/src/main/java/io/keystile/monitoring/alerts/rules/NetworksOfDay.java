package io.keystile.monitoring.alerts.rules;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** From how many networks a key comes at a time, and how many that were on earlier days. For one thread. */
final class NetworksOfDay {
    static final int MAX_NETWORKS = 64;

    private static final double FADING = 0.95;

    private final RecentlyDistinct<Object> networks;
    private long day;
    private int days;
    private int most;
    private double usual;

    NetworksOfDay(Duration within, Instant start) {
        this.networks = new RecentlyDistinct<>(MAX_NETWORKS, within);
        this.day = dayOf(start);
    }

    /** Adds a network, and returns how many there are now. */
    int add(Object network, Instant time) {
        long today = dayOf(time);
        // Or much earlier, after a clock that was ahead: else no day would end until it is reached again.
        if (today > day || today < day - 1) {
            closeDay();
            day = today;
        }
        int now = networks.add(network, time);
        // What is far beyond the usual teaches little, or misuse would soon be usual.
        most = Math.max(most, hasLearned() ? Math.min(now, 2 * usual() + 1) : now);
        return now;
    }

    private void closeDay() {
        usual = Math.max(most, usual * FADING);
        most = 0;
        days++;
    }

    boolean hasLearned() {
        return days > 0;
    }

    /** Returns how many there were at a time on the busiest of the earlier days; long past ones fade. */
    int usual() {
        return (int) Math.round(usual);
    }

    private static long dayOf(Instant time) {
        return Math.floorDiv(
                time.getEpochSecond(), ChronoUnit.DAYS.getDuration().toSeconds());
    }
}
