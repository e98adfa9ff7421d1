package io.keystile.monitoring.alerts;

import io.keystile.monitoring.alerts.rules.Suspicion;
import io.keystile.monitoring.internal.RecentTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The open incidents of one rule, and how much is told of them. Each rule has its own book, so that a flood of one kind
 * neither pushes out nor silences incidents of another. For one thread.
 */
final class IncidentBook {
    static final int MAX_OPEN = 1_000;

    private static final Duration HOUR = Duration.ofHours(1);

    private final String rule;
    private final Duration quiet;
    private final RecentTimes told;
    private final AlertListener listener;
    /** From the one whose last suspicion is the oldest. */
    private final Map<Object, Incident> open = new LinkedHashMap<>();

    IncidentBook(String rule, Duration quiet, int perHour, AlertListener listener) {
        this.rule = rule;
        this.quiet = quiet;
        this.told = new RecentTimes(perHour);
        this.listener = listener;
    }

    /** Adds a suspicion to the incident of its subject, which it opens if there is none. */
    Incident note(Suspicion suspicion, Instant time, long times) {
        Incident known = open.remove(suspicion.subject());
        Incident incident = known == null ? new Incident(suspicion, time) : known;
        open.put(suspicion.subject(), incident);
        incident.add(suspicion, time, times);
        if (open.size() > MAX_OPEN) {
            endEldest();
        }
        return incident;
    }

    /** Tells of an incident if it is due; returns whether it is a new one that must be held back. */
    boolean tell(Incident incident, Instant time) {
        if (!incident.isDue()) {
            return false;
        }
        if (!told.tryAdd(time, HOUR)) {
            return incident.holdBack();
        }
        listener.onAlert(incident.tell(rule));
        return false;
    }

    /** Ends the incidents of which nothing was seen for a while. */
    void endQuiet(Instant now) {
        while (!open.isEmpty() && eldest().isQuiet(now, quiet)) {
            endEldest();
        }
    }

    private Incident eldest() {
        return open.values().iterator().next();
    }

    /** What was never told does not end for anybody; of what was told, the end is told whatever the hour's bound. */
    private void endEldest() {
        Iterator<Incident> incidents = open.values().iterator();
        Incident incident = incidents.next();
        incidents.remove();
        if (incident.isTold()) {
            listener.onAlert(incident.end(rule));
        }
    }
}
