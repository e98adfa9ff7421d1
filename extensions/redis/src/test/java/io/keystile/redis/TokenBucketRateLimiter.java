package io.keystile.redis;

import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.ratelimit.RateLimitResult;
import io.keystile.ratelimit.RateLimiter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A token bucket on the server, as rivals have it: a full bucket and its refill are granted within one window. It shows
 * that {@link WindowCheck} finds that.
 */
final class TokenBucketRateLimiter implements RateLimiter {

    private static final String SCRIPT = """
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
            local full = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
            full = full + ARGV[3] * window / limit
            if full > now + window then
                return math.ceil(full - now - window)
            end
            redis.call('SET', KEYS[1], string.format('%.3f', full), 'PX', math.ceil(window / 500))
            return 0
            """;

    private final Redis redis;

    TokenBucketRateLimiter(Redis redis) {
        this.redis = redis;
    }

    @Override
    public RateLimitResult tryAcquire(List<RateLimitBucket> buckets, long permits) {
        RateLimitBucket bucket = buckets.get(0);
        RateLimit limit = bucket.limits().get(0);
        Object wait = redis.send(
                Duration.ofSeconds(5),
                3,
                TestRedis.command(
                        "EVAL",
                        SCRIPT,
                        "1",
                        "bucket:" + bucket.id(),
                        Long.toString(limit.permits()),
                        Long.toString(limit.window().toMillis() * 1000),
                        Long.toString(permits)));
        long micros = (Long) Objects.requireNonNull(wait);
        return micros == 0 ? RateLimitResult.granted(List.of()) : RateLimitResult.denied(List.of(), micros * 1000);
    }
}
