package io.keystile.monitoring.alerts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An alert, as one node reports it to an {@link AlertStore}. Immutable.
 *
 * @param node names the process that raised the alert, in 1 to {@value #MAX_NODE} letters and digits. A process that is
 *     started again has another name, because it counts from the beginning
 * @param alert the alert
 * @param owner the id of the workspace that the key belongs to; null if it is unknown. Unlike the workspace of the
 *     alert, it may be known although the key was only claimed
 * @param openUntil how long the incident counts as open without a further report. Has no effect once it has ended
 */
public record AlertReport(
        String node, Alert alert, @Nullable String owner, Instant openUntil) {
    /** The maximum length of a node's name. */
    public static final int MAX_NODE = 40;

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if the name is malformed
     */
    public AlertReport {
        if (!node.matches("[A-Za-z0-9]{1," + MAX_NODE + "}")) {
            throw new IllegalArgumentException("A node's name must have 1 to " + MAX_NODE + " letters and digits");
        }
    }

    /** Returns what the incident is about: the incidents of all nodes about one subject are one while they overlap. */
    String subject() {
        if (alert.keyId() != null) {
            return alert.rule() + "/" + alert.keyId() + (alert.verified() ? "" : "/claimed");
        }
        if (alert.network() != null) {
            return alert.rule() + "/" + alert.network();
        }
        return alert.workspace() == null ? alert.rule() : alert.rule() + "/" + alert.workspace();
    }

    /** Names the node's own incident among all that are about the subject. */
    String source() {
        return node + "/" + alert.firstSeen().getEpochSecond();
    }

    /** Returns the node's part of the incident. */
    StoredAlert.Part part() {
        boolean ended = alert.phase() == Alert.Phase.ENDED;
        return new StoredAlert.Part(alert.count(), ended ? alert.lastSeen() : openUntil);
    }
}
