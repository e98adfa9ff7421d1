package io.keystile.monitoring.alerts.rules;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.LastUsedRecorder;
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
 * A key that is used again, by somebody who has its secret, after a long silence: as long as the rule says, and more than
 * one and a half times as long as any silence of this key before. So a job that runs once a quarter is told of once.
 *
 * <p>It remembers two numbers for each of at most {@value #MAX_KEYS} keys that have shown their secret, those used last.
 */
public final class DormantKey implements AlertRule {
    /** What the rule is called. */
    public static final String NAME = "dormant-key";

    static final int MAX_KEYS = 100_000;

    private static final Duration STANDARD_SILENCE = Duration.ofDays(30);
    private static final double LONGER = 1.5;
    /** Beyond what threads do to the order of events: the clock was ahead, and the silence before was none. */
    private static final Duration CLOCK_SET_BACK = Duration.ofHours(-1);

    private final Duration silence;
    private final Function<KeyId, Optional<Instant>> earlierUse;
    private final LruMap<KeyId, Uses> keys = new LruMap<>(MAX_KEYS);

    /** When a key was used last, and its longest silence. */
    private static final class Uses {
        private @Nullable Instant last;
        private Duration longestSilence = Duration.ZERO;
    }

    /** Creates the rule with 30 days of silence, which knows of no uses but those it sees. */
    public DormantKey() {
        this(STANDARD_SILENCE, id -> Optional.empty());
    }

    /**
     * Creates the rule.
     *
     * @param silence how long at least
     * @param earlierUse tells when a key was used last that the rule has not seen yet; asked once for each, also if it throws, when
     *     the key is taken for one that was never used before. It may read the
     *     last uses of a store, where {@link LastUsedRecorder} has not yet written the use at hand
     * @throws IllegalArgumentException if the silence is not positive
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
        // Before anybody is asked who may fail: else a store that is down would be asked at each call.
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
        if (silent.compareTo(silence) < 0 || silent.toMillis() <= LONGER * before.toMillis()) {
            return null;
        }
        String text = "Used again after " + silent.toDays() + " days of silence";
        return Suspicion.ofKey(key, ClientNetworks.of(event), AlertSeverity.WARNING, text);
    }
}
