package io.keystile.monitoring.alerts;

import io.keystile.monitoring.alerts.rules.Suspicion;
import io.keystile.monitoring.internal.RecentTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps the open incidents of one rule and reports them to the listener, within a limit of alerts per hour. Each rule
 * has an instance of its own, so that a flood of one kind neither evicts nor silences incidents of another. Not
 * thread-safe.
 */
final class OpenIncidents {
    static final int MAX_OPEN = 1_000;

    private static final Duration HOUR = Duration.ofHours(1);

    private final String rule;
    private final Duration quietPeriod;
    private final RecentTimes reports;
    private final AlertListener listener;
    /** By subject, in the order of their last suspicions, the oldest first. */
    private final Map<Object, Incident> open = new LinkedHashMap<>();

    OpenIncidents(String rule, Duration quietPeriod, int alertsPerHour, AlertListener listener) {
        this.rule = rule;
        this.quietPeriod = quietPeriod;
        this.reports = new RecentTimes(alertsPerHour);
        this.listener = listener;
    }

    /** Adds a suspicion to the open incident of its subject, or opens an incident. Returns the incident. */
    Incident add(Suspicion suspicion, Instant time, long times) {
        Incident known = open.remove(suspicion.subject());
        Incident incident = known == null ? new Incident(suspicion, time) : known;
        open.put(suspicion.subject(), incident);
        incident.add(suspicion, time, times);
        if (open.size() > MAX_OPEN) {
            endOldest();
        }
        return incident;
    }

    /**
     * Reports an incident if a report is due and the limit of alerts per hour allows it. Returns whether the incident
     * is one that was never reported and is now held back for the first time.
     */
    boolean reportIfDue(Incident incident, Instant time) {
        if (!incident.isReportDue()) {
            return false;
        }
        if (!reports.tryAdd(time, HOUR)) {
            return incident.holdBack();
        }
        listener.onAlert(incident.report(rule));
        return false;
    }

    /** Ends the incidents whose quiet period is over. */
    void endQuietIncidents(Instant now) {
        while (!open.isEmpty() && oldest().isQuiet(now, quietPeriod)) {
            endOldest();
        }
    }

    /** Ends all incidents, because nobody watches them any more. */
    void endAll() {
        while (!open.isEmpty()) {
            endOldest();
        }
    }

    private Incident oldest() {
        return open.values().iterator().next();
    }

    /** The end is reported only if the incident was reported before, and does not count against the hour's limit. */
    private void endOldest() {
        Iterator<Incident> incidents = open.values().iterator();
        Incident incident = incidents.next();
        incidents.remove();
        if (incident.isReported()) {
            listener.onAlert(incident.reportEnd(rule));
        }
    }
}
