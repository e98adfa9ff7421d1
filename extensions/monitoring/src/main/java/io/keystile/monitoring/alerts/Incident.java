package io.keystile.monitoring.alerts;

import io.keystile.monitoring.alerts.Alert.Phase;
import io.keystile.monitoring.alerts.rules.AlertSeverity;
import io.keystile.monitoring.alerts.rules.Suspicion;
import java.time.Duration;
import java.time.Instant;

/** Collects the suspicions of one rule about one subject, and decides when to report them. Not thread-safe. */
final class Incident {
    private static final int GROWTH_FACTOR = 10;
    private static final Duration GROWTH_REPORT_INTERVAL = Duration.ofMinutes(15);
    private static final Duration DISABLE_ATTEMPT_INTERVAL = Duration.ofMinutes(1);

    private final Suspicion first;
    private final Instant firstSeen;
    private Suspicion last;
    private Instant lastSeen;
    private long count;
    private AlertSeverity severity;

    private boolean disabled;
    private Instant nextDisableAttempt = Instant.MIN;

    private boolean heldBack;
    private boolean reported;
    private boolean reportedDisabled;
    private long reportedCount;
    private Instant reportedAt = Instant.MIN;
    private AlertSeverity reportedSeverity = AlertSeverity.INFO;

    Incident(Suspicion first, Instant time) {
        this.first = first;
        this.last = first;
        this.firstSeen = time;
        this.lastSeen = time;
        this.severity = first.severity();
    }

    void add(Suspicion suspicion, Instant time, long times) {
        last = suspicion;
        count += times;
        if (time.isAfter(lastSeen)) {
            lastSeen = time;
        }
        if (suspicion.severity().compareTo(severity) > 0) {
            severity = suspicion.severity();
        }
    }

    /**
     * Returns whether the last suspicion is more than {@code quietPeriod} away from {@code now}. One that lies that far
     * in the future was recorded while the clock was wrong.
     */
    boolean isQuiet(Instant now, Duration quietPeriod) {
        return Duration.between(lastSeen, now).abs().compareTo(quietPeriod) > 0;
    }

    /**
     * Returns whether the key should be disabled now, and if so starts the interval until the next attempt. Attempts
     * are made until one succeeds, but at most once a minute, so that a store that is down is not called for each
     * decision.
     */
    boolean startDisableAttempt(Instant now) {
        if (disabled || now.isBefore(nextDisableAttempt)) {
            return false;
        }
        nextDisableAttempt = now.plus(DISABLE_ATTEMPT_INTERVAL);
        return true;
    }

    void markKeyDisabled() {
        disabled = true;
    }

    /**
     * Returns whether the incident should be reported now: it is new, has grown tenfold since the last report, has
     * become more severe, or its key was disabled.
     */
    boolean isReportDue() {
        boolean grown =
                count >= GROWTH_FACTOR * reportedCount && !lastSeen.isBefore(reportedAt.plus(GROWTH_REPORT_INTERVAL));
        return !reported || grown || severity.compareTo(reportedSeverity) > 0 || disabled != reportedDisabled;
    }

    /** Marks the incident as held back. Returns false if it was held back or reported before. */
    boolean holdBack() {
        boolean isNew = !reported && !heldBack;
        heldBack = true;
        return isNew;
    }

    boolean isReported() {
        return reported;
    }

    /** Returns an alert on the incident while it is open, and marks the incident as reported. */
    Alert report(String rule) {
        Alert alert = alert(rule, reported ? Phase.GROWN : Phase.OPENED);
        reported = true;
        reportedDisabled = disabled;
        reportedCount = count;
        reportedAt = lastSeen;
        reportedSeverity = severity;
        return alert;
    }

    /** Returns the alert on the end of the incident. */
    Alert reportEnd(String rule) {
        return alert(rule, Phase.ENDED);
    }

    private Alert alert(String rule, Phase phase) {
        return new Alert(
                rule,
                severity,
                phase,
                first.keyId(),
                first.verified(),
                first.workspace(),
                first.network(),
                firstSeen,
                lastSeen,
                count,
                disabled,
                last.text());
    }
}
