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
 * A case of misuse that is inserted into the traffic.
 *
 * @param misuse its kind
 * @param key the id of the misused or claimed key; null if no single key is concerned
 * @param network the network that the misuse comes from; null unless alerts identify it by its network
 * @param events its calls ordered by time, at least one
 */
record Incident(
        Misuse misuse, @Nullable KeyId key, @Nullable CidrBlock network, List<AuthEvent> events) {
    /** How long after the last call an alert can still refer to the incident. */
    private static final Duration ALERT_DELAY = Duration.ofHours(1);

    Instant start() {
        return events.get(0).time();
    }

    private Instant end() {
        return events.get(events.size() - 1).time().plus(ALERT_DELAY);
    }

    /** Returns whether this incident is the reason of an alert, whichever rule raised it. */
    boolean explains(Alert alert) {
        // A leaked key that is still active stays leaked, so there is no end.
        boolean ended = alert.firstSeen().isAfter(end()) && !alert.rule().equals(Misuse.LEAKED_KEY.rule());
        if (alert.firstSeen().isBefore(start()) || ended) {
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
