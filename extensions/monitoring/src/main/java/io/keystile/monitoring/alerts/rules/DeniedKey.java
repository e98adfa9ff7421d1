package io.keystile.monitoring.alerts.rules;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.key.KeyId;
import io.keystile.monitoring.internal.Arguments;
import io.keystile.monitoring.internal.ClientNetworks;
import io.keystile.monitoring.internal.LruMap;
import org.jspecify.annotations.Nullable;

/**
 * Detects a rise in the share of one key's calls that are denied with 401, 403 or 429 although the secret is right. The
 * caller may be probing what the key may do or from where, or its client may be broken.
 *
 * <p>An hour of UTC is suspicious if enough calls were denied with one of these statuses, and their share exceeds the
 * key's usual share by the given rise, and its recent maximum by a quarter (or half of what is missing to 1, if that is
 * less). A key is not judged during its first week.
 *
 * <p>The rule keeps 250 bytes per key, for the {@value #MAX_KEYS} most recently used keys whose secret was verified.
 */
public final class DeniedKey implements AlertRule {
    /** The name of the rule. */
    public static final String NAME = "denied-key";

    static final int MAX_KEYS = 100_000;

    private static final int DEFAULT_CALLS = 20;
    private static final double DEFAULT_RISE = 0.25;

    private final int calls;
    private final double rise;
    private final LruMap<KeyId, DenialShare> keys = new LruMap<>(MAX_KEYS);

    /** Creates the rule with a minimum of 20 denied calls and a rise of 0.25. */
    public DeniedKey() {
        this(DEFAULT_CALLS, DEFAULT_RISE);
    }

    /**
     * Creates the rule.
     *
     * @param calls the minimum number of denied calls in the hour, at least 1
     * @param rise the minimum rise of their share over the usual share, from 0 to 1
     * @throws IllegalArgumentException if a value is out of bounds
     */
    public DeniedKey(int calls, double rise) {
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
        DenialShare share = keys.getOrCreate(key.keyId(), () -> new DenialShare(event.time(), calls, rise));
        String text = share.judge(event);
        return text == null ? null : Suspicion.ofKey(key, ClientNetworks.of(event), AlertSeverity.WARNING, text);
    }
}
