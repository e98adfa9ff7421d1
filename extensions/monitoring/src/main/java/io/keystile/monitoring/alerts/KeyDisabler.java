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
 * Disables keys, up to a limit per hour. A misconfigured proxy can make every key look misused; the limit keeps the
 * rest of the keys working. Not thread-safe.
 */
final class KeyDisabler {
    private static final Logger LOG = LoggerFactory.getLogger(AlertMonitor.class);
    private static final Duration HOUR = Duration.ofHours(1);

    /** The outcome of an attempt to disable a key. */
    enum Outcome {
        /** The key was active, and is now disabled. */
        DISABLED,
        /** The key was not active any more, or does not exist. */
        NOT_NEEDED,
        /** The limit of keys disabled within an hour is reached. */
        LIMIT_REACHED,
        /** The store failed, or the actor is not permitted to disable the key. */
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
            boolean active = keys.unrestricted()
                    .find(id)
                    .filter(key -> key.statusAt(now) == KeyStatus.ACTIVE)
                    .isPresent();
            if (!active) {
                return Outcome.NOT_NEEDED;
            }
            if (disabled.isFull(now, HOUR)) {
                return Outcome.LIMIT_REACHED;
            }
            keys.disable(actor, id);
            disabled.add(now);
            return Outcome.DISABLED;
        } catch (RuntimeException e) { // the alert must be reported whatever the store throws
            LOG.warn("Key {} could not be disabled", id, e);
            return Outcome.FAILED;
        }
    }
}
