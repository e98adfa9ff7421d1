package io.keystile.monitoring.usage;

import io.keystile.key.KeyId;
import java.time.Instant;

/**
 * Calls to be added to what a store holds. Immutable.
 *
 * @param key the key's public id, or {@link UsageMeter#OTHERS}
 * @param workspace the id of its workspace
 * @param hour when the hour began, a full one of UTC
 * @param outcome how the calls ended
 * @param calls how many, at least 1
 */
public record UsageIncrement(KeyId key, String workspace, Instant hour, UsageOutcome outcome, long calls) {
    /**
     * Makes an increment.
     *
     * @throws IllegalArgumentException if {@code calls} is less than 1, or {@code hour} is within an hour
     */
    public UsageIncrement {
        if (calls < 1) {
            throw new IllegalArgumentException("The number of calls must be at least 1; got " + calls);
        }
        if (!hour.equals(UsageResolution.HOUR.startOf(hour))) {
            throw new IllegalArgumentException("The hour is a full one of UTC; got " + hour);
        }
    }
}
