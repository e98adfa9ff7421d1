package io.keystile.monitoring.alerts.rules;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.key.KeyId;
import io.keystile.monitoring.internal.Arguments;
import io.keystile.monitoring.internal.ClientNetworks;
import io.keystile.monitoring.internal.LruMap;
import io.keystile.net.CidrBlock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A key that is used from a network (/24 for IPv4, /48 for IPv6) it has not come from before, by somebody who has its secret,
 * whatever is decided then. A key is not judged for a week after its first use. A key that gets about, with four new networks
 * in thirty days after its first day, is not judged until it settles; {@link ManyNetworks} still watches it.
 *
 * <p>It remembers at most 16 networks for each of at most {@value #MAX_KEYS} keys that have shown their secret, those used
 * last.
 */
public final class NewNetwork implements AlertRule {
    /** What the rule is called. */
    public static final String NAME = "new-network";

    static final int MAX_KEYS = 20_000;

    private static final Duration LEARNING = Duration.ofDays(7);

    private final Duration learning;
    private final LruMap<KeyId, KnownNetworks> keys = new LruMap<>(MAX_KEYS);

    /** Creates the rule with a learning time of a week. */
    public NewNetwork() {
        this(LEARNING);
    }

    /**
     * Creates the rule.
     *
     * @param learning how long after its first use a key is not judged
     * @throws IllegalArgumentException if it is not positive
     */
    public NewNetwork(Duration learning) {
        this.learning = Arguments.positive(learning, "The learning time");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public @Nullable Suspicion judge(AuthEvent event) {
        ApiKeyPrincipal key = event.caller();
        if (key == null) {
            return null;
        }
        CidrBlock network = ClientNetworks.of(event);
        KnownNetworks known = keys.getOrCreate(key.keyId(), () -> new KnownNetworks(event.time()));
        boolean settled = known.isSettled(event.time(), learning);
        if (!known.add(ClientNetworks.keyOf(network), event.time()) || !settled) {
            return null;
        }
        return Suspicion.ofKey(key, network, AlertSeverity.WARNING, "Used from a network it has not come from before");
    }
}
