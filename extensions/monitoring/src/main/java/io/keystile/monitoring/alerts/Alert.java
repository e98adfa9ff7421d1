package io.keystile.monitoring.alerts;

import io.keystile.key.KeyId;
import io.keystile.monitoring.alerts.rules.AlertSeverity;
import io.keystile.net.CidrBlock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something unusual that somebody should know: an incident, as it stands when it is told. Immutable; holds no secret, and
 * nothing of what a client may write at will.
 *
 * @param rule the name of the rule that saw it
 * @param severity how much it matters
 * @param phase whether the incident begins, goes on or is over
 * @param keyId the public id of the key; null if none is concerned. Without a workspace it is only what was claimed
 * @param workspace the id of the key's workspace; null unless the key's secret was verified
 * @param network where it first came from, a /24 (IPv4) or a /48 (IPv6); null if it does not matter or is unknown
 * @param firstSeen when the first suspicious decision was made
 * @param lastSeen when the last one so far was made
 * @param count how many suspicious decisions there were so far, 1 or more
 * @param keyDisabled whether the key was disabled because of it
 * @param text what is suspicious, in up to 200 printable characters
 */
public record Alert(
        String rule,
        AlertSeverity severity,
        Phase phase,
        @Nullable KeyId keyId,
        @Nullable String workspace,
        @Nullable CidrBlock network,
        Instant firstSeen,
        Instant lastSeen,
        long count,
        boolean keyDisabled,
        String text) {

    /** Where an incident stands. */
    public enum Phase {
        /** It is told for the first time. */
        OPENED,
        /** It has been told before, and has grown much or become more severe. */
        GROWN,
        /** It has been told before, and nothing suspicious was seen for a while. */
        ENDED
    }

    /**
     * Returns the name of the incident, which is the same in all of its alerts and of no other's: the rule, whom it is about,
     * and the second it began.
     */
    public String incident() {
        StringBuilder name = new StringBuilder(rule);
        if (keyId != null) {
            name.append('/').append(keyId);
        }
        if (network != null) {
            name.append('/').append(network);
        }
        return name.append('/').append(firstSeen.getEpochSecond()).toString();
    }
}
