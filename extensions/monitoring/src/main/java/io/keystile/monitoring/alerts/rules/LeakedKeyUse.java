package io.keystile.monitoring.alerts.rules;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.Decision.Granted;
import io.keystile.key.KeyId;
import io.keystile.monitoring.internal.ClientNetworks;
import io.keystile.monitoring.internal.LruMap;
import io.keystile.monitoring.leaks.LeakAction;
import io.keystile.monitoring.leaks.LeakEvent;
import io.keystile.monitoring.leaks.LeakListener;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Detects keys that were found in public, and each later use of one with the right secret. A find is reported with the
 * next decision. Register the rule also as a listener of {@code LeakedKeys}, which verifies the secrets of the keys
 * that are found. A find whose secret could not be verified is ignored. Thread-safe.
 *
 * <p>The rule keeps the ids of the {@value #MAX_KEYS} keys that were found or used most recently, and up to
 * {@value #MAX_FOUND} finds that are not reported yet.
 */
public final class LeakedKeyUse implements AlertRule, LeakListener {
    /** The name of the rule. */
    public static final String NAME = "leaked-key";

    static final int MAX_KEYS = 10_000;
    static final int MAX_FOUND = 1_000;

    private final LruMap<KeyId, Boolean> leaked = new LruMap<>(MAX_KEYS);
    private final Queue<LeakEvent> unreported = new ArrayDeque<>();

    /** Creates the rule without any leaked keys. */
    public LeakedKeyUse() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public synchronized void onLeak(LeakEvent event) {
        if (event.action() == LeakAction.POSTPONED) {
            return;
        }
        leaked.getOrCreate(event.keyId(), () -> true);
        if (unreported.size() < MAX_FOUND) {
            unreported.add(event);
        }
    }

    @Override
    public synchronized @Nullable Suspicion judge(AuthEvent event) {
        LeakEvent find = unreported.poll();
        if (find != null) {
            return foundInPublic(find);
        }
        ApiKeyPrincipal key = event.caller();
        if (key == null || leaked.find(key.keyId()) == null) {
            return null;
        }
        boolean granted = event.decision() instanceof Granted;
        return Suspicion.ofKey(
                key,
                ClientNetworks.of(event),
                granted ? AlertSeverity.CRITICAL : AlertSeverity.WARNING,
                "Used after it was found in public; " + (granted ? "granted" : "denied"));
    }

    private static Suspicion foundInPublic(LeakEvent leak) {
        boolean active = leak.action() == LeakAction.LEFT_ALONE;
        KeyId id = leak.keyId();
        return new Suspicion(
                id,
                active ? AlertSeverity.CRITICAL : AlertSeverity.WARNING,
                id,
                null,
                null,
                true,
                "Found in public by " + leak.site().finder() + (active ? "; it still works" : "; it is revoked"));
    }
}
