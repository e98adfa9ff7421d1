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
 * A key that is used from many networks (/24 for IPv4, /48 for IPv6) within a short time, by those who have its secret: at
 * least so many, and more than twice as many as in the same time on its busiest day lately. A key is not judged on its
 * first day.
 *
 * <p>It remembers at most 64 networks for each of at most {@value #MAX_KEYS} keys that have shown their secret, those used
 * last.
 */
public final class ManyNetworks implements AlertRule {
    /** What the rule is called. */
    public static final String NAME = "many-networks";

    static final int MAX_KEYS = 20_000;

    private static final int STANDARD_NETWORKS = 5;
    private static final Duration STANDARD_TIME = Duration.ofHours(1);

    private final int networks;
    private final Duration within;
    private final LruMap<KeyId, NetworksOfDay> keys = new LruMap<>(MAX_KEYS);

    /** Creates the rule with five networks within an hour. */
    public ManyNetworks() {
        this(STANDARD_NETWORKS, STANDARD_TIME);
    }

    /**
     * Creates the rule.
     *
     * @param networks how many at least, from 2 to 64
     * @param within within how long
     * @throws IllegalArgumentException if the number is out of bounds, or the time is not positive
     */
    public ManyNetworks(int networks, Duration within) {
        if (networks < 2 || networks > NetworksOfDay.MAX_NETWORKS) {
            throw new IllegalArgumentException(
                    "Many networks are 2 to " + NetworksOfDay.MAX_NETWORKS + "; got " + networks);
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
        NetworksOfDay seen = keys.getOrCreate(key.keyId(), () -> new NetworksOfDay(within, event.time()));
        int now = seen.add(ClientNetworks.keyOf(network), event.time());
        if (!seen.hasLearned() || now < networks || now <= 2 * seen.usual()) {
            return null;
        }
        String text = "Used from " + now + " networks within " + within.toMinutes() + " minutes, where up to "
                + seen.usual() + " are usual";
        return Suspicion.ofKey(key, network, AlertSeverity.WARNING, text);
    }
}
