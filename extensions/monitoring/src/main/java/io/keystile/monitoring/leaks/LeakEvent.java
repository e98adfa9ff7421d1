package io.keystile.monitoring.leaks;

import io.keystile.key.KeyId;

/**
 * A key that was found, and what was done about it. Immutable; holds no secret.
 *
 * @param keyId the key's public id
 * @param site where it was found; a key in its texts is replaced by {@code [key]}
 * @param action what was done
 */
public record LeakEvent(KeyId keyId, LeakSite site, LeakAction action) {}
