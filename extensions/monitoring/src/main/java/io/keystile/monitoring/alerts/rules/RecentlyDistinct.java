package io.keystile.monitoring.alerts.rules;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many different values there were within a while; counts no further than a bound. For one thread. */
final class RecentlyDistinct<T> {
    private final int max;
    private final Duration within;
    /** From the value that was seen least recently. */
    private final Map<T, Instant> seen = new LinkedHashMap<>();

    RecentlyDistinct(int max, Duration within) {
        this.max = max;
        this.within = within;
    }

    /** Adds a value, and returns how many there are with it. */
    int add(T value, Instant time) {
        seen.remove(value);
        seen.put(value, time);
        Instant old = time.minus(within);
        Instant ahead = time.plus(within);
        Iterator<Instant> times = seen.values().iterator();
        while (times.hasNext() && (isOutside(times.next(), old, ahead) || seen.size() > max)) {
            times.remove();
        }
        return seen.size();
    }

    /** What is far ahead was seen while the clock was wrong. */
    private static boolean isOutside(Instant time, Instant old, Instant ahead) {
        return !time.isAfter(old) || !time.isBefore(ahead);
    }
}
