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
 * A run of wrong secrets for one id: somebody knows the public id of a key and tries secrets, or a client holds a damaged copy.
 * The suspicion is never verified, so that it cannot disable the key.
 *
 * <p>It remembers so many times for each of at most {@value #MAX_KEYS} keys that exist; made-up ids are
 * {@link UnknownIds}'s business, and take no room here.
 */
public final class WrongSecrets implements AlertRule {
    /** What the rule is called. */
    public static final String NAME = "wrong-secrets";

    static final int MAX_KEYS = 20_000;

    private static final int STANDARD_TIMES = 10;
    private static final Duration STANDARD_TIME = Duration.ofMinutes(10);

    private final int times;
    private final Duration within;
    private final LruMap<KeyId, RecentTimes> keys = new LruMap<>(MAX_KEYS);

    /** Creates the rule with ten wrong secrets within ten minutes. */
    public WrongSecrets() {
        this(STANDARD_TIMES, STANDARD_TIME);
    }

    /**
     * Creates the rule.
     *
     * @param times how many wrong secrets, from 1 to 1,000
     * @param within within how long
     * @throws IllegalArgumentException if the number is out of bounds, or the time is not positive
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
        RecentTimes tries = keys.getOrCreate(denied.keyId(), () -> new RecentTimes(times));
        tries.add(event.time());
        if (!tries.isFull(event.time(), within)) {
            return null;
        }
        String text = times + " wrong secrets or more within " + within.toMinutes() + " minutes";
        return Suspicion.ofClaimedKey(denied.keyId(), ClientNetworks.of(event), AlertSeverity.WARNING, text);
    }
}
