package io.keystile.monitoring.alerts.rules;

import io.keystile.ApiKeyPrincipal;
import io.keystile.key.KeyId;
import io.keystile.monitoring.internal.ClientNetworks;
import io.keystile.net.CidrBlock;
import org.jspecify.annotations.Nullable;

/**
 * What a rule sees in one decision. Suspicions of one rule about one subject become one alert. Immutable; holds no secret.
 *
 * @param subject what it is about, and what it is told apart by: a {@link KeyId}, a {@link CidrBlock}, or any other small
 *     value with {@code equals}
 * @param severity how much it matters
 * @param keyId the public id of the key; null if none is concerned
 * @param workspace the id of the key's workspace; null unless the key's secret was verified
 * @param network where the calls come from, a /24 (IPv4) or a /48 (IPv6); null if it does not matter or is unknown
 * @param verified whether the key's secret was verified; only then may a reaction touch the key
 * @param text what is suspicious: 1 to {@value #MAX_TEXT} printable characters, none of which a client chose
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
     * Checks the text.
     *
     * @throws IllegalArgumentException if it is not written as above, or a verified key is said to be none
     */
    public Suspicion {
        if (text.isBlank() || text.length() > MAX_TEXT || text.chars().anyMatch(Suspicion::breaksLines)) {
            throw new IllegalArgumentException("A suspicion's text has 1 to " + MAX_TEXT + " printable characters");
        }
        if (verified && keyId == null) {
            throw new IllegalArgumentException("A verified key has an id");
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

    /** Returns a suspicion about a key that exists, but whose secret the caller has not shown. */
    public static Suspicion ofClaimedKey(KeyId key, @Nullable CidrBlock network, AlertSeverity severity, String text) {
        return new Suspicion(key, severity, key, null, network, false, text);
    }

    /** Returns a suspicion about all that comes from a network; null stands for where the address is unknown. */
    public static Suspicion ofNetwork(@Nullable CidrBlock network, AlertSeverity severity, String text) {
        return new Suspicion(ClientNetworks.keyOf(network), severity, null, null, network, false, text);
    }

    /** Returns a suspicion about all calls together. */
    public static Suspicion ofAll(AlertSeverity severity, String text) {
        return new Suspicion(ALL, severity, null, null, null, false, text);
    }
}
