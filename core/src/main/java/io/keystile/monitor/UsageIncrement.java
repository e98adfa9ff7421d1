package io.keystile.monitor;

import io.keystile.key.KeyId;
import java.time.Instant;

/**
 * Calls to be added to what a store holds. Immutable.
 *
 * @param key the key's public id, or {@link UsageMeter#OTHERS}
 * @param workspace the id of its workspace
 * @param hour when the hour began, in UTC
 * @param outcome how the calls ended
 * @param calls how many, at least 1
 */
public record UsageIncrement(KeyId key, String workspace, Instant hour, UsageOutcome outcome, long calls) {}
