package io.keystile.monitoring.alerts;

import io.keystile.key.KeyId;
import io.keystile.monitoring.alerts.rules.AlertSeverity;
import io.keystile.monitoring.alerts.rules.Suspicion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Raises the monitor's alerts about itself: it held alerts back, did not disable a key, or missed decisions. Not
 * thread-safe.
 */
final class SelfAlerts {
    static final String HELD_BACK = "alerts-held-back";
    static final String NOT_DISABLED = "keys-not-disabled";
    static final String MISSED = "decisions-missed";
    static final List<String> NAMES = List.of(HELD_BACK, NOT_DISABLED, MISSED, WorkspaceAlerts.TEST);

    private final OpenIncidents heldBack;
    private final OpenIncidents notDisabled;
    private final OpenIncidents missed;

    SelfAlerts(Duration quietPeriod, int alertsPerHour, AlertListener listener) {
        this.heldBack = new OpenIncidents(HELD_BACK, quietPeriod, alertsPerHour, listener);
        this.notDisabled = new OpenIncidents(NOT_DISABLED, quietPeriod, alertsPerHour, listener);
        this.missed = new OpenIncidents(MISSED, quietPeriod, alertsPerHour, listener);
    }

    void alertHeldBack(String rule, Instant time) {
        String text = "Rule " + rule + " has reached its limit of alerts per hour; further alerts are held back";
        raise(heldBack, AlertSeverity.WARNING, text, time, 1);
    }

    void keyNotDisabled(KeyId key, String rule, Instant time) {
        String text = "The limit of disabled keys per hour is reached; key " + key + ", suspected by " + rule
                + ", remains active";
        raise(notDisabled, AlertSeverity.CRITICAL, text, time, 1);
    }

    void decisionsMissed(long decisions, Instant time) {
        String text = "The queue was full; the rules have missed decisions";
        raise(missed, AlertSeverity.WARNING, text, time, decisions);
    }

    private static void raise(OpenIncidents incidents, AlertSeverity severity, String text, Instant time, long times) {
        Incident incident = incidents.add(Suspicion.ofAll(severity, text), time, times);
        boolean unused = incidents.reportIfDue(incident, time);
    }

    void endAll() {
        heldBack.endAll();
        notDisabled.endAll();
        missed.endAll();
    }

    void endQuietIncidents(Instant now) {
        heldBack.endQuietIncidents(now);
        notDisabled.endQuietIncidents(now);
        missed.endQuietIncidents(now);
    }
}
