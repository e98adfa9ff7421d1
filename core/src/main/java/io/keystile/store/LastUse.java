package io.keystile.store;

import io.keystile.net.IpAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * When and from where a key was last granted a call. Immutable.
 *
 * @param at the time of the use, truncated to microseconds
 * @param address the client's address; null if it is unknown or not recorded
 */
public record LastUse(Instant at, @Nullable IpAddress address) {
    /** Truncates the time to microseconds. */
    public LastUse {
        at = at.truncatedTo(ChronoUnit.MICROS);
    }

    /** Returns the later of two uses of one key. */
    public static LastUse later(LastUse one, LastUse other) {
        return one.at.isBefore(other.at) ? other : one;
    }
}
