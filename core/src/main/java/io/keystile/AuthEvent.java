package io.keystile;

import io.keystile.net.IpAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A decision, as listeners receive it. Immutable; holds no secret.
 *
 * @param time when the decision was made; with the system's clocks, to about a millisecond
 * @param decision the decision
 * @param caller the caller whose key was verified, even if the call was denied for another reason; null if no key was
 *     verified
 * @param clientAddress the client's address; null if unknown
 * @param request the request's method, path and user agent, as the client sent them
 * @param durationNanos how long the decision took, in nanoseconds
 */
public record AuthEvent(
        Instant time,
        Decision decision,
        @Nullable ApiKeyPrincipal caller,
        @Nullable IpAddress clientAddress,
        RequestDetails request,
        long durationNanos) {}
