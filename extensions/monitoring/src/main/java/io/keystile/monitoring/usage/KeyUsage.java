package io.keystile.monitoring.usage;

import io.keystile.key.KeyId;
import io.keystile.net.IpAddress;
import io.keystile.ratelimit.Quota;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The usage of a key since its entry in the meter was created. Immutable.
 *
 * @param key the key's public id
 * @param workspace the id of its workspace
 * @param totals the number of calls by outcome; an outcome without calls is absent
 * @param lastCall the last call
 * @param networksToday the estimated number of networks (/24 for IPv4, /48 for IPv6) that calls came from today in UTC,
 *     at most 1,420
 * @param networksYesterday the same for the day before
 * @param meanNanos the mean duration of a decision, in nanoseconds
 * @param maxNanos the longest duration of a decision, in nanoseconds
 * @param quotas what remains of each limit: the state after the last call that was checked against the limits, or all
 *     permits once a whole window has passed since that call; empty if no call was checked
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
     * The last call of a key. If two calls ended at once, each component is from one of them.
     *
     * @param time the time of the call
     * @param address the client address; null if unknown
     * @param userAgent the client's {@code User-Agent}, truncated to 256 characters, with only eight characters of
     *     anything that looks like a key; null if there was none. It is untrusted text: escape it before display
     */
    public record LastCall(
            Instant time,
            @Nullable IpAddress address,
            @Nullable String userAgent) {}
}
