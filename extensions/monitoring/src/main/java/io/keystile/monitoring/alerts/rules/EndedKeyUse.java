package io.keystile.monitoring.alerts.rules;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.Decision.Denied;
import io.keystile.DenialReason;
import io.keystile.monitoring.internal.ClientNetworks;
import org.jspecify.annotations.Nullable;

/**
 * A key that is revoked or has expired, and is used nevertheless, with its secret: a client that was forgotten, or somebody
 * who has an old copy. Each use counts. It remembers nothing.
 */
public final class EndedKeyUse implements AlertRule {
    /** What the rule is called. */
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
                    key, ClientNetworks.of(event), AlertSeverity.WARNING, "Used although it is revoked; refused");
        }
        if (denied.reason() == DenialReason.KEY_EXPIRED) {
            return Suspicion.ofKey(
                    key, ClientNetworks.of(event), AlertSeverity.INFO, "Used although it has expired; refused");
        }
        return null;
    }
}
