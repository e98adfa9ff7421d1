package io.keystile.monitoring.usage;

import io.keystile.key.KeyId;

/**
 * A key's place among those with the most calls. Immutable.
 *
 * @param key the key's public id
 * @param calls how many it made, at least 1
 */
public record UsageRank(KeyId key, long calls) {}
