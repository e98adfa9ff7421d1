package io.keystile.monitoring.alerts.rules;

import io.keystile.AuthEvent;
import io.keystile.Decision.Denied;
import io.keystile.DenialReason;
import io.keystile.key.KeyId;
import io.keystile.monitoring.internal.Arguments;
import io.keystile.monitoring.internal.ClientNetworks;
import io.keystile.monitoring.internal.LruMap;
import io.keystile.net.CidrBlock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Many different unknown ids from one network (/24 for IPv4, /48 for IPv6): somebody makes keys up. One deleted key that a
 * client goes on using is one id, however often it comes.
 *
 * <p>It remembers so many ids for each of at most {@value #MAX_NETWORKS} networks, those heard from last. Whoever has more
 * networks than that, and uses each for a few ids only, is not seen.
 */
public final class UnknownIds implements AlertRule {
    /** What the rule is called. */
    public static final String NAME = "unknown-ids";

    static final int MAX_NETWORKS = 4_096;

    private static final int STANDARD_IDS = 20;
    private static final Duration STANDARD_TIME = Duration.ofHours(1);

    private final int ids;
    private final Duration within;
    private final LruMap<Object, RecentlyDistinct<KeyId>> networks = new LruMap<>(MAX_NETWORKS);

    /** Creates the rule with twenty ids within an hour. */
    public UnknownIds() {
        this(STANDARD_IDS, STANDARD_TIME);
    }

    /**
     * Creates the rule.
     *
     * @param ids how many different ids, from 1 to 1,000
     * @param within within how long
     * @throws IllegalArgumentException if the number is out of bounds, or the time is not positive
     */
    public UnknownIds(int ids, Duration within) {
        this.ids = Arguments.upTo(1_000, ids, "The number of ids");
        this.within = Arguments.positive(within, "The time");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public @Nullable Suspicion judge(AuthEvent event) {
        if (!(event.decision() instanceof Denied denied)
                || denied.keyId() == null
                || (denied.reason() != DenialReason.UNKNOWN_KEY
                        && denied.reason() != DenialReason.TOO_MANY_UNKNOWN_KEYS)) {
            return null;
        }
        CidrBlock network = ClientNetworks.of(event);
        RecentlyDistinct<KeyId> seen =
                networks.getOrCreate(ClientNetworks.keyOf(network), () -> new RecentlyDistinct<>(ids, within));
        if (seen.add(denied.keyId(), event.time()) < ids) {
            return null;
        }
        String text = ids + " different unknown ids or more within " + within.toMinutes() + " minutes";
        return Suspicion.ofNetwork(network, AlertSeverity.WARNING, text);
    }
}
