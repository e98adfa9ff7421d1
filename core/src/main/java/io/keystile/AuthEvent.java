package io.keystile;

import io.keystile.net.IpAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A decision that was made, for those who listen. Immutable; holds no secret.
 *
 * @param time when
 * @param decision what was decided
 * @param clientAddress where the request came from; null if unknown
 * @param durationNanos how long it took to decide, in nanoseconds
 */
public record AuthEvent(
        Instant time, Decision decision, @Nullable IpAddress clientAddress, long durationNanos) {}
