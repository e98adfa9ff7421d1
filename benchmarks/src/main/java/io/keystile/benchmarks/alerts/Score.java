package io.keystile.benchmarks.alerts;

import io.keystile.monitoring.alerts.Alert;
import io.keystile.monitoring.alerts.Alert.Phase;
import io.keystile.monitoring.alerts.AlertListener;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Holds alerts against the incidents that were put into the traffic. For one thread. */
final class Score implements AlertListener {
    private final List<Incident> incidents;
    private final Instant monthStart;
    private final Map<Incident, Duration> delays = new LinkedHashMap<>();
    private final Map<String, Integer> falseAlerts = new TreeMap<>();
    private int falseAlertsBefore;
    private int told;

    Score(List<Incident> incidents, Instant monthStart) {
        this.incidents = incidents;
        this.monthStart = monthStart;
    }

    @Override
    public void onAlert(Alert alert) {
        told++;
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
        if (explained) {
            return;
        }
        if (!alert.rule().equals("leaked-key"))
            if (alert.firstSeen().isBefore(monthStart)) {
                falseAlertsBefore++;
            } else {
                falseAlerts.merge(alert.rule(), 1, Integer::sum);
            }
    }

    /** Returns how it stands, for a population of so many keys and a traffic of so many calls. */
    Verdict verdict(long seed, int keys, long calls) {
        return Verdict.of(seed, keys, calls, told, incidents, delays, falseAlerts, falseAlertsBefore);
    }
}
