package io.keystile.monitoring.alerts;

import io.keystile.key.KeyId;
import io.keystile.monitoring.alerts.rules.AlertSeverity;
import io.keystile.net.CidrBlock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Describes an incident at the time it is reported to an {@link AlertListener}. Immutable. Contains no secret, and no
 * free text from a client.
 *
 * @param rule the name of the rule that detected the incident
 * @param severity the highest severity of the incident so far
 * @param phase whether the incident has opened, grown or ended
 * @param keyId the public id of the key; null if no key is concerned
 * @param verified whether the key's secret was verified. If it was not, the caller has only claimed to be this key
 * @param workspace the id of the key's workspace, or without a key, of the workspace whose alerts it is about; null if
 *     it is unknown, and always if the key's secret was not verified
 * @param network the network of the first suspicious decision, a /24 (IPv4) or a /48 (IPv6); null if it is unknown or
 *     does not matter
 * @param firstSeen the time of the first suspicious decision
 * @param lastSeen the time of the latest suspicious decision so far
 * @param count the number of suspicious decisions so far, at least 1
 * @param keyDisabled whether the key was disabled because of this incident
 * @param text what is suspicious, in 1 to 200 printable characters
 */
public record Alert(
        String rule,
        AlertSeverity severity,
        Phase phase,
        @Nullable KeyId keyId,
        boolean verified,
        @Nullable String workspace,
        @Nullable CidrBlock network,
        Instant firstSeen,
        Instant lastSeen,
        long count,
        boolean keyDisabled,
        String text) {

    /** The stages in which an incident is reported. */
    public enum Phase {
        /** The incident is reported for the first time. */
        OPENED,
        /**
         * The incident was reported before. Since then it has grown much, become more severe, or its key was disabled.
         */
        GROWN,
        /**
         * The incident was reported before. It has ended: nothing suspicious was seen for a while, or its rule has too
         * many open incidents.
         */
        ENDED
    }

    /**
     * Returns the name of the incident, which is the same in all of its alerts: the rule, the key or without one the
     * workspace, and the network, if there are any, and the second since 1970 in which the incident began. Incidents
     * that differ in one of these have different names.
     */
    public String incident() {
        StringBuilder name = new StringBuilder(rule);
        if (keyId != null) {
            name.append('/').append(keyId);
        } else if (workspace != null) {
            name.append('/').append(workspace);
        }
        if (network != null) {
            name.append('/').append(network);
        }
        return name.append('/').append(firstSeen.getEpochSecond()).toString();
    }

    /** Returns this alert as one about a workspace. */
    Alert of(String newWorkspace) {
        return new Alert(
                rule,
                severity,
                phase,
                keyId,
                verified,
                newWorkspace,
                network,
                firstSeen,
                lastSeen,
                count,
                keyDisabled,
                text);
    }
}
