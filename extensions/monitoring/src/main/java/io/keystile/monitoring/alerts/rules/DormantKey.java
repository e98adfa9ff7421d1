package io.keystile.monitoring.alerts.rules;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.admin.LastUsedRecorder;
import io.keystile.key.KeyId;
import io.keystile.monitoring.internal.Arguments;
import io.keystile.monitoring.internal.ClientNetworks;
import io.keystile.monitoring.internal.LruMap;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Detects a key that is used again, with the right secret, after a long silence. The silence must reach the minimum of
 * the rule, and be more than one and a half times as long as any earlier silence of the key. A job that runs once a
 * quarter is therefore reported only once.
 *
 * <p>The rule keeps two values per key, for the {@value #MAX_KEYS} most recently used keys whose secret was verified.
 */
public final class DormantKey implements AlertRule {
    /** The name of the rule. */
    public static final String NAME = "dormant-key";

    static final int MAX_KEYS = 100_000;

    private static final Duration DEFAULT_SILENCE = Duration.ofDays(30);
    private static final double FACTOR_OVER_LONGEST = 1.5;
    /**
     * Threads reorder events by less than this. An event that is even earlier shows that the clock had been ahead, so
     * the recorded silence is wrong.
     */
    private static final Duration CLOCK_SET_BACK = Duration.ofHours(-1);

    private final Duration silence;
    private final Function<KeyId, Optional<Instant>> earlierUse;
    private final LruMap<KeyId, Uses> keys = new LruMap<>(MAX_KEYS);

    /** The last use and the longest silence of a key. */
    private static final class Uses {
        private @Nullable Instant last;
        private Duration longestSilence = Duration.ZERO;
    }

    /** Creates the rule with a minimum silence of 30 days. It knows only the uses that it observes itself. */
    public DormantKey() {
        this(DEFAULT_SILENCE, id -> Optional.empty());
    }

    /**
     * Creates the rule.
     *
     * @param silence the minimum silence
     * @param earlierUse returns the last use of a key that the rule has not observed yet. Called once per key. If it
     *     throws, it is not called again, and the key counts as never used before. It may read the last uses of a
     *     store, in which {@link LastUsedRecorder} has not yet written the current use
     * @throws IllegalArgumentException if {@code silence} is not positive
     */
    public DormantKey(Duration silence, Function<KeyId, Optional<Instant>> earlierUse) {
        this.silence = Arguments.positive(silence, "The silence");
        this.earlierUse = earlierUse;
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
        Uses uses = keys.getOrCreate(key.keyId(), Uses::new);
        Instant last = uses.last;
        // Set first: if earlierUse throws, for example because a store is down, it must not be called at each use.
        uses.last = event.time();
        if (last == null) {
            last = earlierUse.apply(key.keyId()).orElse(event.time());
        }
        Duration silent = Duration.between(last, event.time());
        Duration before = uses.longestSilence;
        if (silent.compareTo(before) > 0) {
            uses.longestSilence = silent;
        } else if (silent.compareTo(CLOCK_SET_BACK) < 0) {
            uses.longestSilence = Duration.ZERO;
        }
        if (silent.compareTo(silence) < 0 || silent.toMillis() <= FACTOR_OVER_LONGEST * before.toMillis()) {
            return null;
        }
        String text = "Used again after " + silent.toDays() + " days of silence";
        return Suspicion.ofKey(key, ClientNetworks.of(event), AlertSeverity.WARNING, text);
    }
}
