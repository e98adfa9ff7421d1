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
 * Detects a key that is used, with the right secret, from a network (/24 for IPv4, /48 for IPv6) that it was not used
 * from before, whether the call is granted or denied. A key is not judged during the learning time after its first use.
 * A roaming key, with four new networks in 30 days (those of its first day not counted), is not judged until it
 * settles; {@link ManyNetworks} still judges it.
 *
 * <p>The rule keeps up to 16 networks per key, for the {@value #MAX_KEYS} most recently used keys whose secret was
 * verified.
 */
public final class NewNetwork implements AlertRule {
    /** The name of the rule. */
    public static final String NAME = "new-network";

    static final int MAX_KEYS = 20_000;

    private static final Duration DEFAULT_LEARNING = Duration.ofDays(7);

    private final Duration learning;
    private final LruMap<KeyId, KnownNetworks> keys = new LruMap<>(MAX_KEYS);

    /** Creates the rule with a learning time of one week. */
    public NewNetwork() {
        this(DEFAULT_LEARNING);
    }

    /**
     * Creates the rule.
     *
     * @param learning how long after its first use a key is not judged
     * @throws IllegalArgumentException if {@code learning} is not positive
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
        return Suspicion.ofKey(key, network, AlertSeverity.WARNING, "Used from a network that is new to the key");
    }
}
