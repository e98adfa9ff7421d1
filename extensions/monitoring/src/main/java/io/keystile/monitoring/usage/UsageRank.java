package io.keystile.monitoring.usage;

import io.keystile.key.KeyId;

/**
 * A key and its number of calls, as an element of a ranking. Immutable.
 *
 * @param key the key's public id
 * @param calls the number of its calls, at least 1
 */
public record UsageRank(KeyId key, long calls) {}
