package io.keystile.monitoring.alerts;

import io.keystile.monitoring.internal.Arguments;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps the latest alert of each of the last incidents in memory, for a screen or a test. Thread-safe. */
public final class RecentAlerts implements AlertListener {
    private final int max;
    /** By incident, in the order of their latest alerts, the oldest first. */
    private final Map<String, Alert> incidents = new LinkedHashMap<>();

    /**
     * Creates an empty list.
     *
     * @param max the maximum number of incidents kept, at least 1
     * @throws IllegalArgumentException if {@code max} is less than 1
     */
    public RecentAlerts(int max) {
        this.max = Arguments.atLeast(1, max, "The number of incidents");
    }

    @Override
    public synchronized void onAlert(Alert alert) {
        incidents.remove(alert.incident());
        incidents.put(alert.incident(), alert);
        if (incidents.size() > max) {
            incidents.remove(incidents.keySet().iterator().next());
        }
    }

    /** Returns a copy of the list of incidents, the most recently reported first. */
    public synchronized List<Alert> list() {
        List<Alert> newestFirst = new ArrayList<>(incidents.values());
        Collections.reverse(newestFirst);
        return Collections.unmodifiableList(newestFirst);
    }
}
