package io.keystile.benchmarks.alerts;

import io.keystile.AuthEvent;
import io.keystile.key.KeyId;
import io.keystile.monitoring.alerts.Alert;
import io.keystile.net.CidrBlock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Misuse that was put into the traffic.
 *
 * @param misuse what kind
 * @param key whose, or which is claimed; null if it is about no key
 * @param network where it comes from, if that is what it is told by
 * @param events its calls in order of time, at least one
 */
record Incident(
        Misuse misuse, @Nullable KeyId key, @Nullable CidrBlock network, List<AuthEvent> events) {
    /** How long after its last call an alert may still be about it. */
    private static final Duration AFTERMATH = Duration.ofHours(1);

    Instant start() {
        return events.get(0).time();
    }

    private Instant end() {
        return events.get(events.size() - 1).time().plus(AFTERMATH);
    }

    /** Tells whether it is what an alert is about, whichever rule has seen it. */
    boolean explains(Alert alert) {
        // A leaked key that goes on working stays one.
        boolean over = alert.firstSeen().isAfter(end()) && !alert.rule().equals(Misuse.LEAKED.rule());
        if (alert.firstSeen().isBefore(start()) || over) {
            return false;
        }
        if (key != null && key.equals(alert.keyId())) {
            return true;
        }
        if (network != null && network.equals(alert.network())) {
            return true;
        }
        return isOverall() && alert.rule().equals(misuse.rule());
    }

    private boolean isOverall() {
        return key == null && network == null;
    }
}
