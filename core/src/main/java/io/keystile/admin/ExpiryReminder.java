package io.keystile.admin;

import io.keystile.model.ApiKeyRecord;
import java.time.Duration;
import java.time.Instant;

/**
 * A reminder that a key is about to expire. Immutable.
 *
 * @param key the key's record
 * @param expiresAt the instant from which the key no longer works
 * @param before the configured time before the expiry that was reached
 */
public record ExpiryReminder(ApiKeyRecord key, Instant expiresAt, Duration before) {}
