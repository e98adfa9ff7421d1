package io.keystile.monitoring.usage;

import io.keystile.key.KeyId;
import java.time.Instant;

/**
 * A number of calls to add to the counts of a store. Immutable.
 *
 * @param key the key's public id, or {@link UsageMeter#OTHERS}
 * @param origin the first key of the chain of rotations that led to the key; the key itself if it replaced none
 * @param workspace the id of its workspace
 * @param hour the start of the hour in which the calls were made; a full hour in UTC
 * @param outcome how the calls ended
 * @param calls the number of calls, at least 1
 */
public record UsageIncrement(
        KeyId key, KeyId origin, String workspace, Instant hour, UsageOutcome outcome, long calls) {
    /**
     * Validates {@code calls} and {@code hour}.
     *
     * @throws IllegalArgumentException if {@code calls} is less than 1, or {@code hour} is not the start of an hour
     */
    public UsageIncrement {
        if (calls < 1) {
            throw new IllegalArgumentException("The number of calls must be at least 1; got " + calls);
        }
        if (!hour.equals(UsageResolution.HOUR.startOf(hour))) {
            throw new IllegalArgumentException("The hour must be a full hour in UTC; got " + hour);
        }
    }
}
