package io.keystile.monitoring.alerts.rules;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.Decision.Denied;
import io.keystile.key.KeyId;
import io.keystile.monitoring.internal.Arguments;
import io.keystile.monitoring.internal.LruMap;
import org.jspecify.annotations.Nullable;

/**
 * A rise in the share of all calls that are refused with 401, 403 or 429: an attack from many places, or a release that has
 * broken clients. It speaks where so many calls were refused in an hour of UTC with one of these, and their share is above the
 * usual one by so much, and by a quarter above that of the worst hour lately. Nothing is judged in the first week.
 *
 * <p>Of what one key is refused with the right secret, no more counts in an hour than a tenth of what it speaks of: a job that runs into
 * its limit is {@link RefusedKey}'s business, and neither looks like an attack here nor hides one. It remembers one number for each
 * of at most {@value #MAX_KEYS} keys that were refused in the hour.
 */
public final class RefusedOverall implements AlertRule {
    /** What the rule is called. */
    public static final String NAME = "refused-overall";

    static final int MAX_KEYS = 100_000;

    private static final int FEWEST_KEYS = 10;
    private static final int STANDARD_CALLS = 500;
    private static final double STANDARD_RISE = 0.1;

    private final int calls;
    private final double rise;
    private final int mostOfOneKey;
    private final LruMap<KeyId, int[]> refusalsInHour = new LruMap<>(MAX_KEYS);
    private long hour;
    private @Nullable RefusalShare share;

    /** Creates the rule with 500 refused calls, and a rise by 0.1. */
    public RefusedOverall() {
        this(STANDARD_CALLS, STANDARD_RISE);
    }

    /**
     * Creates the rule.
     *
     * @param calls how many were refused in the hour at least, 1 or more
     * @param rise how much larger their share is, from 0 to 1
     * @throws IllegalArgumentException if a number is out of bounds
     */
    public RefusedOverall(int calls, double rise) {
        this.calls = Arguments.atLeast(1, calls, "The number of calls");
        this.rise = Arguments.share(rise, "The rise");
        this.mostOfOneKey = Math.max(1, calls / FEWEST_KEYS);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public @Nullable Suspicion judge(AuthEvent event) {
        if (isMoreOfOneKey(event)) {
            return null;
        }
        RefusalShare all = share;
        if (all == null) {
            all = new RefusalShare(event.time(), calls, rise);
            share = all;
        }
        String text = all.judge(event);
        return text == null ? null : Suspicion.ofAll(AlertSeverity.WARNING, text);
    }

    /** Tells whether a key whose secret was right was refused so often in this hour that what it adds is its own affair. */
    private boolean isMoreOfOneKey(AuthEvent event) {
        ApiKeyPrincipal key = event.caller();
        if (key == null || !(event.decision() instanceof Denied)) {
            return false;
        }
        long now = RefusalShare.hourOf(event.time());
        if (now > hour || now < hour - 1) { // not for an event that is late
            refusalsInHour.clear();
            hour = now;
        }
        int[] refused = refusalsInHour.getOrCreate(key.keyId(), () -> new int[1]);
        return refused[0]++ >= mostOfOneKey;
    }
}
