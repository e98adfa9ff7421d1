package io.keystile.monitoring.alerts.rules;

import io.keystile.ApiKeyPrincipal;
import io.keystile.key.KeyId;
import io.keystile.monitoring.internal.ClientNetworks;
import io.keystile.net.CidrBlock;
import org.jspecify.annotations.Nullable;

/**
 * A rule's finding that a decision is suspicious. The suspicions of one rule about one subject form one incident.
 * Immutable. Contains no secret.
 *
 * @param subject identifies the incident within the rule: a {@link KeyId}, a {@link CidrBlock}, or any other small
 *     value with {@code equals} and {@code hashCode}
 * @param severity how urgent the suspicion is
 * @param keyId the public id of the key; null if no key is concerned
 * @param workspace the id of the key's workspace; null unless the key's secret was verified
 * @param network the network that the calls come from, a /24 (IPv4) or a /48 (IPv6); null if it is unknown or does not
 *     matter
 * @param verified whether the key's secret was verified; only then may a reaction touch the key
 * @param text what is suspicious, in 1 to {@value #MAX_TEXT} printable characters; must contain no text from a client
 */
public record Suspicion(
        Object subject,
        AlertSeverity severity,
        @Nullable KeyId keyId,
        @Nullable String workspace,
        @Nullable CidrBlock network,
        boolean verified,
        String text) {
    static final int MAX_TEXT = 200;

    private static final String ALL = "all";

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the text is malformed, or {@code verified} is true and {@code keyId} is null
     */
    public Suspicion {
        if (text.isBlank() || text.length() > MAX_TEXT || text.chars().anyMatch(Suspicion::breaksLines)) {
            throw new IllegalArgumentException(
                    "The text of a suspicion must have 1 to " + MAX_TEXT + " printable characters");
        }
        if (verified && keyId == null) {
            throw new IllegalArgumentException("A verified suspicion must have a key id");
        }
    }

    private static boolean breaksLines(int character) {
        int type = Character.getType(character);
        return type == Character.CONTROL || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }

    /** Returns a suspicion about a key whose secret was verified. */
    public static Suspicion ofKey(
            ApiKeyPrincipal key, @Nullable CidrBlock network, AlertSeverity severity, String text) {
        return new Suspicion(key.keyId(), severity, key.keyId(), key.workspace(), network, true, text);
    }

    /** Returns a suspicion about an existing key whose secret was not verified. */
    public static Suspicion ofClaimedKey(KeyId key, @Nullable CidrBlock network, AlertSeverity severity, String text) {
        return new Suspicion(key, severity, key, null, network, false, text);
    }

    /** Returns a suspicion about all calls from a network. Null stands for all calls whose address is unknown. */
    public static Suspicion ofNetwork(@Nullable CidrBlock network, AlertSeverity severity, String text) {
        return new Suspicion(ClientNetworks.keyOf(network), severity, null, null, network, false, text);
    }

    /** Returns a suspicion about all calls. */
    public static Suspicion ofAll(AlertSeverity severity, String text) {
        return new Suspicion(ALL, severity, null, null, null, false, text);
    }
}
