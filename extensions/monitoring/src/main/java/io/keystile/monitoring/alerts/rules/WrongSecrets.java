package io.keystile.monitoring.alerts.rules;

import io.keystile.AuthEvent;
import io.keystile.Decision.Denied;
import io.keystile.DenialReason;
import io.keystile.key.KeyId;
import io.keystile.monitoring.internal.Arguments;
import io.keystile.monitoring.internal.ClientNetworks;
import io.keystile.monitoring.internal.LruMap;
import io.keystile.monitoring.internal.RecentTimes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Detects a series of wrong secrets for the id of an existing key: an attacker knows the public id and guesses secrets,
 * or a client holds a damaged copy of the key. The suspicion is never verified, so it cannot disable the key.
 *
 * <p>The rule keeps as many times as its threshold per key, for the {@value #MAX_KEYS} keys that were tried most
 * recently. Made-up ids take no space here; {@link UnknownIds} detects them.
 */
public final class WrongSecrets implements AlertRule {
    /** The name of the rule. */
    public static final String NAME = "wrong-secrets";

    static final int MAX_KEYS = 20_000;

    private static final int DEFAULT_TIMES = 10;
    private static final Duration DEFAULT_TIME = Duration.ofMinutes(10);

    private final int times;
    private final Duration within;
    private final LruMap<KeyId, RecentTimes> keys = new LruMap<>(MAX_KEYS);

    /** Creates the rule with 10 wrong secrets within 10 minutes. */
    public WrongSecrets() {
        this(DEFAULT_TIMES, DEFAULT_TIME);
    }

    /**
     * Creates the rule.
     *
     * @param times the minimum number of wrong secrets, from 1 to 1,000
     * @param within the time within which they are counted
     * @throws IllegalArgumentException if {@code times} is out of bounds, or {@code within} is not positive
     */
    public WrongSecrets(int times, Duration within) {
        this.times = Arguments.upTo(1_000, times, "The number of wrong secrets");
        this.within = Arguments.positive(within, "The time");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public @Nullable Suspicion judge(AuthEvent event) {
        if (!(event.decision() instanceof Denied denied)
                || denied.reason() != DenialReason.WRONG_SECRET
                || denied.keyId() == null) {
            return null;
        }
        RecentTimes attempts = keys.getOrCreate(denied.keyId(), () -> new RecentTimes(times));
        attempts.add(event.time());
        if (!attempts.isFull(event.time(), within)) {
            return null;
        }
        String text = times + " wrong secrets or more within " + within.toMinutes() + " minutes";
        return Suspicion.ofClaimedKey(denied.keyId(), ClientNetworks.of(event), AlertSeverity.WARNING, text);
    }
}
