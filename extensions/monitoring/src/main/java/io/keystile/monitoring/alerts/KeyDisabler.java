package io.keystile.monitoring.alerts;

import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.key.KeyId;
import io.keystile.model.KeyStatus;
import io.keystile.monitoring.internal.RecentTimes;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Disables keys, and stops doing so when it is too many within an hour: a proxy that is set up wrong makes every key look
 * misused, and must not end them all. For one thread.
 */
final class KeyDisabler {
    private static final Logger LOG = LoggerFactory.getLogger(AlertMonitor.class);
    private static final Duration HOUR = Duration.ofHours(1);

    /** What came of it. */
    enum Outcome {
        /** The key is disabled now. */
        DISABLED,
        /** It did not work any more, or is no more. */
        NOT_NEEDED,
        /** As many keys as may be were disabled within the last hour. */
        TOO_MANY,
        /** The store could not answer, or the actor may not do it. */
        FAILED
    }

    private final ApiKeys keys;
    private final Actor actor;
    private final RecentTimes disabled;

    KeyDisabler(ApiKeys keys, Actor actor, int perHour) {
        this.keys = keys;
        this.actor = actor;
        this.disabled = new RecentTimes(perHour);
    }

    Outcome disable(KeyId id, Instant now) {
        try {
            boolean works = keys.unrestricted()
                    .find(id)
                    .filter(key -> key.statusAt(now) == KeyStatus.ACTIVE)
                    .isPresent();
            if (!works) {
                return Outcome.NOT_NEEDED;
            }
            if (disabled.isFull(now, HOUR)) {
                return Outcome.TOO_MANY;
            }
            keys.disable(actor, id);
            disabled.add(now);
            return Outcome.DISABLED;
        } catch (RuntimeException e) { // whatever the store throws, the alert itself must be told
            LOG.warn("Key {} could not be disabled", id, e);
            return Outcome.FAILED;
        }
    }
}
