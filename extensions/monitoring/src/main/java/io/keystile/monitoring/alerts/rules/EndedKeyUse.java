package io.keystile.monitoring.alerts.rules;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.Decision.Denied;
import io.keystile.DenialReason;
import io.keystile.monitoring.internal.ClientNetworks;
import org.jspecify.annotations.Nullable;

/**
 * Detects the use of a revoked or expired key with the right secret, by a forgotten client or with an old copy of the
 * key. Each use is suspicious. The rule keeps no state.
 */
public final class EndedKeyUse implements AlertRule {
    /** The name of the rule. */
    public static final String NAME = "ended-key";

    /** Creates the rule. */
    public EndedKeyUse() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public @Nullable Suspicion judge(AuthEvent event) {
        ApiKeyPrincipal key = event.caller();
        if (key == null || !(event.decision() instanceof Denied denied)) {
            return null;
        }
        if (denied.reason() == DenialReason.KEY_REVOKED) {
            return Suspicion.ofKey(
                    key, ClientNetworks.of(event), AlertSeverity.WARNING, "Used although it is revoked; denied");
        }
        if (denied.reason() == DenialReason.KEY_EXPIRED) {
            return Suspicion.ofKey(
                    key, ClientNetworks.of(event), AlertSeverity.INFO, "Used although it has expired; denied");
        }
        return null;
    }
}
