package io.keystile.benchmarks.alerts;

import io.keystile.monitoring.alerts.Alert;
import io.keystile.monitoring.alerts.Alert.Phase;
import io.keystile.monitoring.alerts.AlertListener;
import io.keystile.monitoring.alerts.rules.LeakedKeyUse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares alerts with the incidents in the traffic. Not thread-safe. */
final class Score implements AlertListener {
    private final List<Incident> incidents;
    private final Instant monthStart;
    private final Map<Incident, Duration> delays = new LinkedHashMap<>();
    private final Map<String, Integer> falseAlerts = new TreeMap<>();
    private int falseAlertsBefore;
    private int alerts;

    Score(List<Incident> incidents, Instant monthStart) {
        this.incidents = incidents;
        this.monthStart = monthStart;
    }

    @Override
    public void onAlert(Alert alert) {
        alerts++;
        if (alert.phase() != Phase.OPENED) {
            return;
        }
        boolean explained = false;
        for (Incident incident : incidents) {
            if (incident.explains(alert)) {
                explained = true;
                if (incident.misuse().rule().equals(alert.rule())) {
                    delays.putIfAbsent(incident, Duration.between(incident.start(), alert.lastSeen()));
                }
            }
        }
        if (explained || alert.rule().equals(LeakedKeyUse.NAME)) {
            return;
        }
        if (alert.firstSeen().isBefore(monthStart)) {
            falseAlertsBefore++;
        } else {
            falseAlerts.merge(alert.rule(), 1, Integer::sum);
        }
    }

    /** Returns the result so far, for the given number of keys and calls. */
    EvaluationResult result(long seed, int keys, long calls) {
        return EvaluationResult.of(seed, keys, calls, alerts, incidents, delays, falseAlerts, falseAlertsBefore);
    }
}
