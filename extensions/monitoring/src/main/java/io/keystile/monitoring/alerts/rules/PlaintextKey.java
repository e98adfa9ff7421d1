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
 * A key that was sent in clear text, where HTTPS is required: whoever was on the way may have it now, so it is to be
 * replaced. Such a call is refused before the secret is verified; so the suspicion is never verified, and is about the key only
 * if its id is that of a key which has been used properly before. Else it is about the network (/24 for IPv4, /48 for IPv6), with
 * the first id that was claimed.
 *
 * <p>It remembers the ids of at most {@value #MAX_KEYS} keys that have shown their secret, those used last.
 */
public final class PlaintextKey implements AlertRule {
    /** What the rule is called. */
    public static final String NAME = "plaintext-key";

    static final int MAX_KEYS = 100_000;

    private static final String TEXT = "Sent in clear text; refused, but it may have been read on the way";

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
