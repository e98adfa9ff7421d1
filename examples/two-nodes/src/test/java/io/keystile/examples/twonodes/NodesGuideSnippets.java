package io.keystile.examples.twonodes;

import io.keystile.Keystile;
import io.keystile.ratelimit.RateLimiter;
import io.keystile.redis.Redis;
import io.keystile.redis.RedisChangeFeed;
import io.keystile.redis.RedisRateLimiter;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.ChangeFeed;

/** The Java blocks of docs/nodes.md that are not part of {@link Node}. {@link NodesGuideTest} compares them. */
final class NodesGuideSnippets {
    private NodesGuideSnippets() {}

    static RateLimiter limits(Redis redis) {
        RateLimiter limiter =
                RedisRateLimiter.over(redis).shareWhenUnreachable(4).leases().build();
        return limiter;
    }

    static Keystile changes(ApiKeyStore store, Redis reader, Redis publisher) {
        ChangeFeed feed = RedisChangeFeed.over(reader, publisher);
        Keystile keystile = Keystile.builder(store, "pk")
                .environments("live")
                .changeFeed(feed)
                .build();
        return keystile;
    }
}
