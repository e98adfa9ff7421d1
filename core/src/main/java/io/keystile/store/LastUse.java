package io.keystile.store;

import io.keystile.net.IpAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * When and from where a key was last granted a call. Immutable.
 *
 * @param at when, cut to microseconds
 * @param address from where; null if unknown, or not to be kept
 */
public record LastUse(Instant at, @Nullable IpAddress address) {
    /** Cuts the time. */
    public LastUse {
        at = at.truncatedTo(ChronoUnit.MICROS);
    }

    /** Returns the later of two uses of one key. */
    public static LastUse later(LastUse one, LastUse other) {
        return one.at.isBefore(other.at) ? other : one;
    }
}
