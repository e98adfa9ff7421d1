package io.keystile.monitoring.alerts.rules;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Counts the networks that one key is used from within a sliding time, and learns the usual maximum of that count. Not
 * thread-safe.
 */
final class NetworkBaseline {
    static final int MAX_NETWORKS = 64;

    private static final double DAILY_FADING = 0.95;

    private final RecentDistinctValues<Object> networks;
    /** The current day of UTC, counted from 1970. */
    private long day;

    private int daysLearned;
    private int maximumOfDay;
    private double usualMaximum;

    NetworkBaseline(Duration within, Instant start) {
        this.networks = new RecentDistinctValues<>(MAX_NETWORKS, within);
        this.day = dayOf(start);
    }

    /** Adds a network, and returns the number of networks within the sliding time. */
    int add(Object network, Instant time) {
        long today = dayOf(time);
        // A day far in the past means that the clock had been ahead. Without this, no day would be closed until then.
        if (today > day || today < day - 1) {
            closeDay();
            day = today;
        }
        int count = networks.add(network, time);
        // Capped, so that the counts of an attack do not soon become usual.
        maximumOfDay = Math.max(maximumOfDay, hasLearned() ? Math.min(count, 2 * usualMaximum() + 1) : count);
        return count;
    }

    private void closeDay() {
        usualMaximum = Math.max(maximumOfDay, usualMaximum * DAILY_FADING);
        maximumOfDay = 0;
        daysLearned++;
    }

    /** Returns whether at least one day is over. */
    boolean hasLearned() {
        return daysLearned > 0;
    }

    /** Returns the largest count of the earlier days. It fades by 5% with each further day of use. */
    int usualMaximum() {
        return (int) Math.round(usualMaximum);
    }

    private static long dayOf(Instant time) {
        return Math.floorDiv(
                time.getEpochSecond(), ChronoUnit.DAYS.getDuration().toSeconds());
    }
}
