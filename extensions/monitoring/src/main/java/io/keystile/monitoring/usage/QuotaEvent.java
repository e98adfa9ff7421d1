package io.keystile.monitoring.usage;

import io.keystile.ApiKeyPrincipal;
import io.keystile.ratelimit.Quota;
import java.time.Instant;

/**
 * A key has used up so much of a limit. Immutable.
 *
 * @param time of the call with which it did
 * @param caller whose call that was; a limit that its workspace shares may have been used up by others
 * @param percent the threshold that was reached, in percent of the limit's permits
 * @param quota the limit, and what was left of it after that call
 */
public record QuotaEvent(Instant time, ApiKeyPrincipal caller, int percent, Quota quota) {}
