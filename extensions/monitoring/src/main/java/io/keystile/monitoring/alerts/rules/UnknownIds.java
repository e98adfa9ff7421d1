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
 * Detects many different unknown key ids from one network (/24 for IPv4, /48 for IPv6), which suggests made-up keys. A
 * deleted key that a client still uses is one id, however often it is sent.
 *
 * <p>The rule keeps as many ids as its threshold per network, for the {@value #MAX_NETWORKS} networks that sent an
 * unknown id most recently. It does not detect an attacker who uses more networks than that, and each for a few ids
 * only.
 */
public final class UnknownIds implements AlertRule {
    /** The name of the rule. */
    public static final String NAME = "unknown-ids";

    static final int MAX_NETWORKS = 4_096;

    private static final int DEFAULT_IDS = 20;
    private static final Duration DEFAULT_TIME = Duration.ofHours(1);

    private final int ids;
    private final Duration within;
    private final LruMap<Object, RecentDistinctValues<KeyId>> networks = new LruMap<>(MAX_NETWORKS);

    /** Creates the rule with 20 ids within an hour. */
    public UnknownIds() {
        this(DEFAULT_IDS, DEFAULT_TIME);
    }

    /**
     * Creates the rule.
     *
     * @param ids the minimum number of different ids, from 1 to 1,000
     * @param within the time within which the ids are counted
     * @throws IllegalArgumentException if {@code ids} is out of bounds, or {@code within} is not positive
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
        RecentDistinctValues<KeyId> seen =
                networks.getOrCreate(ClientNetworks.keyOf(network), () -> new RecentDistinctValues<>(ids, within));
        if (seen.add(denied.keyId(), event.time()) < ids) {
            return null;
        }
        String text = ids + " different unknown ids or more within " + within.toMinutes() + " minutes";
        return Suspicion.ofNetwork(network, AlertSeverity.WARNING, text);
    }
}
