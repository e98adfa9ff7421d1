package io.keystile.monitoring.alerts;

import io.keystile.monitoring.alerts.Alert.Phase;
import io.keystile.monitoring.alerts.rules.AlertSeverity;
import io.keystile.monitoring.alerts.rules.Suspicion;
import java.time.Duration;
import java.time.Instant;

/** Suspicions of one rule about one subject, without a long silence in between. For one thread. */
final class Incident {
    private static final int MUCH_MORE = 10;
    private static final Duration SPARSELY = Duration.ofMinutes(15);
    private static final Duration BETWEEN_TRIES = Duration.ofMinutes(1);

    private final Suspicion first;
    private final Instant firstSeen;
    private Suspicion last;
    private Instant lastSeen;
    private long count;

    private boolean disabled;
    private Instant nextTry = Instant.MIN;

    private boolean heldBack;
    private boolean told;
    private boolean toldDisabled;
    private long toldCount;
    private Instant toldAt = Instant.MIN;
    private AlertSeverity severity;
    private AlertSeverity toldSeverity = AlertSeverity.INFO;

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

    /** Tells whether nothing was seen for longer than {@code quiet}. What is as far ahead was seen by a clock that was wrong. */
    boolean isQuiet(Instant now, Duration quiet) {
        return Duration.between(lastSeen, now).abs().compareTo(quiet) > 0;
    }

    /** Tells whether to try now to disable the key: until it is disabled, and not at every call while the store is down. */
    boolean takeTry(Instant now) {
        if (disabled || now.isBefore(nextTry)) {
            return false;
        }
        nextTry = now.plus(BETWEEN_TRIES);
        return true;
    }

    void markDisabled() {
        disabled = true;
    }

    /** Tells whether listeners should hear of it now: when it begins, has become much more or worse, or was acted on. */
    boolean isDue() {
        boolean grown = count >= MUCH_MORE * toldCount && !lastSeen.isBefore(toldAt.plus(SPARSELY));
        return !told || grown || severity.compareTo(toldSeverity) > 0 || disabled != toldDisabled;
    }

    /** Notes that it is not told for now; tells whether that is new. */
    boolean holdBack() {
        boolean isNew = !told && !heldBack;
        heldBack = true;
        return isNew;
    }

    boolean isTold() {
        return told;
    }

    /** Returns what to tell of an incident that begins or goes on, and takes it for told. */
    Alert tell(String rule) {
        Alert alert = alert(rule, told ? Phase.GROWN : Phase.OPENED);
        told = true;
        toldDisabled = disabled;
        toldCount = count;
        toldAt = lastSeen;
        toldSeverity = severity;
        return alert;
    }

    Alert end(String rule) {
        return alert(rule, Phase.ENDED);
    }

    private Alert alert(String rule, Phase phase) {
        return new Alert(
                rule,
                severity,
                phase,
                first.keyId(),
                first.workspace(),
                first.network(),
                firstSeen,
                lastSeen,
                count,
                disabled,
                last.text());
    }
}
