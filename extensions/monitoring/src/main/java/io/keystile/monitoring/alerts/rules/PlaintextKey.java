package io.keystile.monitoring.alerts.rules;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.Decision.Denied;
import io.keystile.DenialReason;
import io.keystile.key.KeyId;
import io.keystile.monitoring.internal.ClientNetworks;
import io.keystile.monitoring.internal.LruMap;
import io.keystile.net.CidrBlock;
import org.jspecify.annotations.Nullable;

/**
 * Detects a key that was sent in clear text where HTTPS is required. Anyone on the network path may have read it, so it
 * should be replaced. Such a call is denied before the secret is verified, so the suspicion is never verified. It is
 * about the key only if a key of that id was used with its secret before. Otherwise it is about the network (/24 for
 * IPv4, /48 for IPv6), and names the claimed id.
 *
 * <p>The rule keeps the ids of the {@value #MAX_KEYS} most recently used keys whose secret was verified.
 */
public final class PlaintextKey implements AlertRule {
    /** The name of the rule. */
    public static final String NAME = "plaintext-key";

    static final int MAX_KEYS = 100_000;

    private static final String TEXT = "Sent in clear text; denied, but it may have been read on the network path";

    private final LruMap<KeyId, Boolean> keys = new LruMap<>(MAX_KEYS);

    /** Creates the rule. */
    public PlaintextKey() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public @Nullable Suspicion judge(AuthEvent event) {
        ApiKeyPrincipal key = event.caller();
        if (key != null) {
            keys.getOrCreate(key.keyId(), () -> true);
            return null;
        }
        if (!(event.decision() instanceof Denied denied)
                || denied.reason() != DenialReason.HTTPS_REQUIRED
                || !denied.credentialPresented()) {
            return null;
        }
        CidrBlock network = ClientNetworks.of(event);
        KeyId claimed = denied.keyId();
        if (claimed != null && keys.find(claimed) != null) {
            return Suspicion.ofClaimedKey(claimed, network, AlertSeverity.CRITICAL, TEXT);
        }
        return new Suspicion(ClientNetworks.keyOf(network), AlertSeverity.WARNING, claimed, null, network, false, TEXT);
    }
}
