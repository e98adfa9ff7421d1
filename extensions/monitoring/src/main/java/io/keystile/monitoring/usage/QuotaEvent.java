package io.keystile.monitoring.usage;

import io.keystile.ApiKeyPrincipal;
import io.keystile.ratelimit.Quota;
import java.time.Instant;

/**
 * Reports that a call has reached a threshold of a limit. Immutable.
 *
 * @param time the time of the call
 * @param caller the key that made the call; if its workspace shares the limit, other keys may have used most of it
 * @param percent the threshold, in percent of the limit's permits
 * @param quota the limit, and what remained of it after the call
 */
public record QuotaEvent(Instant time, ApiKeyPrincipal caller, int percent, Quota quota) {}
