package io.keystile.store;

import java.time.Duration;

/**
 * The state of a {@link ChangeFeed}, for metrics.
 *
 * @param age the time since which changes of other nodes may not have been heard: one or two seconds while the feed
 *     works. It counts from the start until the feed is connected
 * @param heard the changes that were received
 * @param reconnects how often the feed was received again after a failure
 * @param outages how often {@code age} has exceeded {@link #DEAF_AFTER}
 * @param untold the changes of this node that could not be passed to other nodes within 30 seconds
 */
public record ChangeFeedStats(Duration age, long heard, long reconnects, long outages, long untold) {
    /** The age from which on a node is deaf: it warns, and sees changes within {@link CacheSettings#freshFor} only. */
    public static final Duration DEAF_AFTER = Duration.ofSeconds(3);

    /** Returns whether nothing was heard for longer than {@link #DEAF_AFTER}. */
    public boolean deaf() {
        return age.compareTo(DEAF_AFTER) > 0;
    }
}
