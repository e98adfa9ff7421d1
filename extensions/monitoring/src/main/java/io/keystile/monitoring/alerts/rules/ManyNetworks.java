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
 * Detects a key that is used, with the right secret, from many networks (/24 for IPv4, /48 for IPv6) within a short
 * time. Their number must reach the minimum of the rule, and be more than twice the key's usual maximum: the largest
 * number within such a time on an earlier day, which fades by 5% with each day of use. A key is not judged on its first
 * day (of UTC).
 *
 * <p>The rule keeps up to 64 networks per key, for the {@value #MAX_KEYS} most recently used keys whose secret was
 * verified.
 */
public final class ManyNetworks implements AlertRule {
    /** The name of the rule. */
    public static final String NAME = "many-networks";

    static final int MAX_KEYS = 20_000;

    private static final int DEFAULT_NETWORKS = 5;
    private static final Duration DEFAULT_TIME = Duration.ofHours(1);

    private final int networks;
    private final Duration within;
    private final LruMap<KeyId, NetworkBaseline> keys = new LruMap<>(MAX_KEYS);

    /** Creates the rule with five networks within an hour. */
    public ManyNetworks() {
        this(DEFAULT_NETWORKS, DEFAULT_TIME);
    }

    /**
     * Creates the rule.
     *
     * @param networks the minimum number of networks, from 2 to 64
     * @param within the time within which the networks are counted
     * @throws IllegalArgumentException if {@code networks} is out of bounds, or {@code within} is not positive
     */
    public ManyNetworks(int networks, Duration within) {
        if (networks < 2 || networks > NetworkBaseline.MAX_NETWORKS) {
            throw new IllegalArgumentException(
                    "The number of networks is from 2 to " + NetworkBaseline.MAX_NETWORKS + "; got " + networks);
        }
        this.networks = networks;
        this.within = Arguments.positive(within, "The time");
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
        NetworkBaseline baseline = keys.getOrCreate(key.keyId(), () -> new NetworkBaseline(within, event.time()));
        int count = baseline.add(ClientNetworks.keyOf(network), event.time());
        if (!baseline.hasLearned() || count < networks || count <= 2 * baseline.usualMaximum()) {
            return null;
        }
        String text = "Used from " + count + " networks within " + within.toMinutes() + " minutes; up to "
                + baseline.usualMaximum() + " are usual";
        return Suspicion.ofKey(key, network, AlertSeverity.WARNING, text);
    }
}
