package io.keystile.monitoring.leaks;

import io.keystile.key.KeyId;

/**
 * Reports a key that was found in public, and the action that was taken. Immutable; holds no secret.
 *
 * @param keyId the key's public id
 * @param site where the key was found; keys in its texts are replaced by {@code [key]}
 * @param action the action that was taken
 */
public record LeakEvent(KeyId keyId, LeakSite site, LeakAction action) {}
