package io.keystile.monitoring.alerts.rules;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts the distinct values within a sliding time, up to a maximum. Not thread-safe. */
final class RecentDistinctValues<T> {
    private final int max;
    private final Duration within;
    /** The last time of each value, in the order of these times, the oldest first. */
    private final Map<T, Instant> lastTimes = new LinkedHashMap<>();

    RecentDistinctValues(int max, Duration within) {
        this.max = max;
        this.within = within;
    }

    /** Adds a value, and returns the number of distinct values within the sliding time, this one included. */
    int add(T value, Instant time) {
        lastTimes.remove(value);
        lastTimes.put(value, time);
        Instant earliest = time.minus(within);
        Instant latest = time.plus(within);
        Iterator<Instant> times = lastTimes.values().iterator();
        while (times.hasNext() && (isOutside(times.next(), earliest, latest) || lastTimes.size() > max)) {
            times.remove();
        }
        return lastTimes.size();
    }

    /** A time far in the future was recorded while the clock was wrong. */
    private static boolean isOutside(Instant time, Instant earliest, Instant latest) {
        return !time.isAfter(earliest) || !time.isBefore(latest);
    }
}
