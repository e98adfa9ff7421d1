package io.keystile.redis;

import io.keystile.ratelimit.RateLimiter;
import java.time.Duration;

/** The limiters that run on several nodes. */
enum NodeLimiter {
    DIRECT,
    LEASED,
    TOKEN_BUCKET;

    /** A loaded machine must not make calls fail. */
    private static final Duration PATIENT = Duration.ofSeconds(10);

    RateLimiter on(Redis redis) {
        return switch (this) {
            case DIRECT -> RedisRateLimiter.over(redis).timeout(PATIENT).build();
            case LEASED ->
                RedisRateLimiter.over(redis).timeout(PATIENT).leases().build();
            case TOKEN_BUCKET -> new TokenBucketRateLimiter(redis);
        };
    }
}
