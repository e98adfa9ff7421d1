package io.keystile.admin;

import io.keystile.model.ApiKeyRecord;
import java.time.Duration;
import java.time.Instant;

/**
 * A key is about to expire. Immutable.
 *
 * @param key its record
 * @param expiresAt when it will no longer work
 * @param before the time before that, of those asked for, which has come
 */
public record ExpiryReminder(ApiKeyRecord key, Instant expiresAt, Duration before) {}
