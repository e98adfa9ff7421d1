package io.keystile.monitoring.alerts.rules;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.Decision.Denied;
import io.keystile.key.KeyId;
import io.keystile.monitoring.internal.Arguments;
import io.keystile.monitoring.internal.LruMap;
import org.jspecify.annotations.Nullable;

/**
 * Detects a rise in the share of all calls that are denied with 401, 403 or 429. The cause may be an attack from many
 * places, or a release that has broken clients.
 *
 * <p>An hour of UTC is suspicious if enough calls were denied with one of these statuses, and their share exceeds the
 * usual share by the given rise, and the recent maximum by a quarter (or half of what is missing to 1, if that is
 * less). Calls are not judged during the first week.
 *
 * <p>The denied calls of one key whose secret was right count only up to a tenth of the minimum in an hour; further
 * ones are ignored. A job that exceeds its limit is left to {@link DeniedKey}, so that it neither looks like an attack
 * here nor masks one. The rule keeps one number per key, for at most {@value #MAX_KEYS} keys that were denied in the
 * hour.
 */
public final class DeniedOverall implements AlertRule {
    /** The name of the rule. */
    public static final String NAME = "denied-overall";

    static final int MAX_KEYS = 100_000;

    private static final int MIN_KEYS = 10;
    private static final int DEFAULT_CALLS = 500;
    private static final double DEFAULT_RISE = 0.1;

    private final int calls;
    private final double rise;
    private final int maxPerKey;
    private final LruMap<KeyId, int[]> denialsInHour = new LruMap<>(MAX_KEYS);
    private long hour;
    private @Nullable DenialShare share;

    /** Creates the rule with a minimum of 500 denied calls and a rise of 0.1. */
    public DeniedOverall() {
        this(DEFAULT_CALLS, DEFAULT_RISE);
    }

    /**
     * Creates the rule.
     *
     * @param calls the minimum number of denied calls in the hour, at least 1
     * @param rise the minimum rise of their share over the usual share, from 0 to 1
     * @throws IllegalArgumentException if a value is out of bounds
     */
    public DeniedOverall(int calls, double rise) {
        this.calls = Arguments.atLeast(1, calls, "The number of calls");
        this.rise = Arguments.share(rise, "The rise");
        this.maxPerKey = Math.max(1, calls / MIN_KEYS);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public @Nullable Suspicion judge(AuthEvent event) {
        if (exceedsLimitOfKey(event)) {
            return null;
        }
        DenialShare current = share;
        if (current == null) {
            current = new DenialShare(event.time(), calls, rise);
            share = current;
        }
        String text = current.judge(event);
        return text == null ? null : Suspicion.ofAll(AlertSeverity.WARNING, text);
    }

    /**
     * Returns whether a call was denied although its secret is right, and its key has reached its limit for this hour.
     */
    private boolean exceedsLimitOfKey(AuthEvent event) {
        ApiKeyPrincipal key = event.caller();
        if (key == null || !(event.decision() instanceof Denied)) {
            return false;
        }
        long now = DenialShare.hourOf(event.time());
        if (now > hour || now < hour - 1) { // an event that is an hour late does not start a new hour
            denialsInHour.clear();
            hour = now;
        }
        int[] denied = denialsInHour.getOrCreate(key.keyId(), () -> new int[1]);
        return denied[0]++ >= maxPerKey;
    }
}
