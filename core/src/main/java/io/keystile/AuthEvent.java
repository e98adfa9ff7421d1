package io.keystile;

import io.keystile.net.IpAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A decision that was made, for those who listen. Immutable; holds no secret.
 *
 * @param time when
 * @param decision what was decided
 * @param caller whose key was verified, also if the call was denied for another reason; null if none was
 * @param clientAddress where the request came from; null if unknown
 * @param request what the request said of itself
 * @param durationNanos how long it took to decide, in nanoseconds
 */
public record AuthEvent(
        Instant time,
        Decision decision,
        @Nullable ApiKeyPrincipal caller,
        @Nullable IpAddress clientAddress,
        RequestDetails request,
        long durationNanos) {}
