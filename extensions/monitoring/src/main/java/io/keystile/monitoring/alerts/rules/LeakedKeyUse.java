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
 * A key that was found in public: that it was found, told with the next decision, and that it is used afterwards, with its
 * secret. It is to be registered as listener of {@code LeakedKeys}, too, which verifies the secret of what it finds; what it
 * could not verify is passed over. Thread-safe.
 *
 * <p>It remembers the ids of at most {@value #MAX_KEYS} such keys, those found or used last, and {@value #MAX_FOUND} finds that
 * are not told yet.
 */
public final class LeakedKeyUse implements AlertRule, LeakListener {
    /** What the rule is called. */
    public static final String NAME = "leaked-key";

    static final int MAX_KEYS = 10_000;
    static final int MAX_FOUND = 1_000;

    private final LruMap<KeyId, Boolean> leaked = new LruMap<>(MAX_KEYS);
    private final Queue<LeakEvent> found = new ArrayDeque<>();

    /** Creates the rule, which knows of no leak yet. */
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
        if (found.size() < MAX_FOUND) {
            found.add(event);
        }
    }

    @Override
    public synchronized @Nullable Suspicion judge(AuthEvent event) {
        LeakEvent news = found.poll();
        if (news != null) {
            return foundInPublic(news);
        }
        ApiKeyPrincipal key = event.caller();
        if (key == null || leaked.find(key.keyId()) == null) {
            return null;
        }
        boolean works = event.decision() instanceof Granted;
        return Suspicion.ofKey(
                key,
                ClientNetworks.of(event),
                works ? AlertSeverity.CRITICAL : AlertSeverity.WARNING,
                works
                        ? "Used, and granted, after it was found in public"
                        : "Used after it was found in public; refused");
    }

    private static Suspicion foundInPublic(LeakEvent leak) {
        boolean works = leak.action() == LeakAction.LEFT_ALONE;
        KeyId id = leak.keyId();
        return new Suspicion(
                id,
                works ? AlertSeverity.CRITICAL : AlertSeverity.WARNING,
                id,
                null,
                null,
                true,
                "Found in public by " + leak.site().finder() + (works ? "; it still works" : "; it is revoked"));
    }
}
