package io.keystile.examples.quickstart;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.keystile.KeystileBuilder;
import io.keystile.redis.JedisRedis;
import io.keystile.redis.RedisCallException;
import io.keystile.redis.RedisChangeFeed;
import io.keystile.redis.RedisRateLimiter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The Redis server of {@code KEYSTILE_REDIS}, if it is set: limits and changes of keys are then those of all nodes. */
final class SharedRedis implements AutoCloseable {
    private final @Nullable JedisRedis redis;

    private SharedRedis(@Nullable JedisRedis redis) {
        this.redis = redis;
    }

    /**
     * Connects to the server.
     *
     * @throws IllegalArgumentException if the URI is malformed
     * @throws IllegalStateException if the server does not answer
     */
    static SharedRedis of(Settings settings) {
        String uri = settings.redis();
        if (uri == null) {
            return new SharedRedis(null);
        }
        JedisRedis redis;
        try {
            redis = JedisRedis.connect(uri);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("KEYSTILE_REDIS is malformed: " + e.getMessage(), e);
        }
        try {
            redis.send(Duration.ofSeconds(1), 0, "PING".getBytes(US_ASCII));
        } catch (RedisCallException e) {
            redis.close();
            throw new IllegalStateException(
                    "the server of KEYSTILE_REDIS does not answer: " + e.getMessage() + "; start it, or unset the"
                            + " variable",
                    e);
        }
        return new SharedRedis(redis);
    }

    void share(KeystileBuilder builder) {
        if (redis != null) {
            builder.rateLimiter(RedisRateLimiter.over(redis).build()).changeFeed(RedisChangeFeed.over(redis, redis));
        }
    }

    /** Returns a line for the user. */
    String line() {
        return redis == null
                ? "limits of this node; KEYSTILE_REDIS=redis://HOST:PORT makes them limits of all nodes"
                : "limits of all nodes that use the Redis server of KEYSTILE_REDIS";
    }

    @Override
    public void close() {
        if (redis != null) {
            redis.close();
        }
    }
}
