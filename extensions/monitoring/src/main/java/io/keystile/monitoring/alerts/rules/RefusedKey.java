package io.keystile.monitoring.alerts.rules;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.key.KeyId;
import io.keystile.monitoring.internal.Arguments;
import io.keystile.monitoring.internal.ClientNetworks;
import io.keystile.monitoring.internal.LruMap;
import org.jspecify.annotations.Nullable;

/**
 * A rise in the share of one key's calls that are refused, with the right secret, with 401, 403 or 429: somebody tries what the
 * key may do, or from where; or its client is broken. It speaks where so many calls were refused in an hour of UTC with one of
 * these, and their share is above the key's usual one by so much, and by a quarter above that of its worst hour lately. A key is
 * not judged for a week.
 *
 * <p>It remembers 250 bytes for each of at most {@value #MAX_KEYS} keys that have shown their secret, those used last.
 */
public final class RefusedKey implements AlertRule {
    /** What the rule is called. */
    public static final String NAME = "refused-key";

    static final int MAX_KEYS = 100_000;

    private static final int STANDARD_CALLS = 20;
    private static final double STANDARD_RISE = 0.25;

    private final int calls;
    private final double rise;
    private final LruMap<KeyId, RefusalShare> keys = new LruMap<>(MAX_KEYS);

    /** Creates the rule with 20 refused calls, and a rise by 0.25. */
    public RefusedKey() {
        this(STANDARD_CALLS, STANDARD_RISE);
    }

    /**
     * Creates the rule.
     *
     * @param calls how many were refused in the hour at least, 1 or more
     * @param rise how much larger their share is, from 0 to 1
     * @throws IllegalArgumentException if a number is out of bounds
     */
    public RefusedKey(int calls, double rise) {
        this.calls = Arguments.atLeast(1, calls, "The number of calls");
        this.rise = Arguments.share(rise, "The rise");
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
        RefusalShare share = keys.getOrCreate(key.keyId(), () -> new RefusalShare(event.time(), calls, rise));
        String text = share.judge(event);
        return text == null ? null : Suspicion.ofKey(key, ClientNetworks.of(event), AlertSeverity.WARNING, text);
    }
}
