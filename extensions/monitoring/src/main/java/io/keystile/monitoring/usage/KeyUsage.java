package io.keystile.monitoring.usage;

import io.keystile.key.KeyId;
import io.keystile.net.IpAddress;
import io.keystile.ratelimit.Quota;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a key is used, since the meter first saw it. Immutable.
 *
 * @param key the key's public id
 * @param workspace the id of its workspace
 * @param totals calls by outcome; an outcome that never occurred is absent
 * @param lastCall the last call
 * @param networksToday about how many networks (/24 of IPv4, /48 of IPv6) called today, in UTC; 1,420 at most
 * @param networksYesterday the same for the day before
 * @param meanNanos how long decisions took on average, in nanoseconds
 * @param maxNanos how long the slowest took, in nanoseconds
 * @param quotas what is left of each limit: what was left after the last call that reached the limits, or all of it once a
 *     whole window has passed since that call; empty if no call reached them
 */
public record KeyUsage(
        KeyId key,
        String workspace,
        Map<UsageOutcome, Long> totals,
        LastCall lastCall,
        int networksToday,
        int networksYesterday,
        long meanNanos,
        long maxNanos,
        List<Quota> quotas) {

    /** Copies the collections. */
    public KeyUsage {
        totals = Map.copyOf(totals);
        quotas = List.copyOf(quotas);
    }

    /**
     * The last call of a key. If two ended at once, each part is of one of them.
     *
     * @param time when
     * @param address from where; null if unknown
     * @param userAgent what called, as it says itself, cut to 256 characters, and of what looks like a key only
     *     eight; null if it did not say. To be escaped
     */
    public record LastCall(
            Instant time,
            @Nullable IpAddress address,
            @Nullable String userAgent) {}
}
