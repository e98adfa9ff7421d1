package io.keystile.benchmarks.nodes;

import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.ratelimit.RateLimitResult;
import io.keystile.redis.JedisRedis;
import io.keystile.redis.LettuceRedis;
import io.keystile.redis.Redis;
import io.keystile.redis.RedisRateLimiter;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.providers.PooledConnectionProvider;

/**
 * This library. Each key keeps its {@link RateLimitBucket}, as in the authenticator. A call waits longer for the server
 * than by default, as the calls of its peers do, so that a pause of the machine does not end a trial.
 */
final class KeystileContender implements Contender {
    private static final String HOST = "127.0.0.1";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final RedisRateLimiter limiter;
    private final List<List<RateLimitBucket>> buckets;
    private final Runnable disconnect;

    private KeystileContender(Redis redis, Runnable disconnect, String[] ids, RateLimit limit, boolean leases) {
        RedisRateLimiter.Builder builder = RedisRateLimiter.over(redis).timeout(TIMEOUT);
        this.limiter = (leases ? builder.leases() : builder).build();
        this.disconnect = disconnect;
        List<RateLimit> limits = List.of(limit);
        this.buckets = Stream.of(ids)
                .map(id -> List.of(new RateLimitBucket(id, limits)))
                .toList();
    }

    static KeystileContender lettuce(int port, String[] ids, RateLimit limit) {
        RedisClient client = RedisClient.create(RedisURI.create(HOST, port));
        client.setOptions(LettuceRedis.clientOptions().build());
        return new KeystileContender(LettuceRedis.of(client.connect()), client::shutdown, ids, limit, false);
    }

    static KeystileContender jedis(int port, String[] ids, RateLimit limit, boolean leases) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxWait(TIMEOUT);
        DefaultJedisClientConfig config = DefaultJedisClientConfig.builder()
                .timeoutMillis((int) TIMEOUT.toMillis())
                .build();
        PooledConnectionProvider provider = new PooledConnectionProvider(new HostAndPort(HOST, port), config, pool);
        return new KeystileContender(JedisRedis.of(provider), provider::close, ids, limit, leases);
    }

    @Override
    public Object acquire(int key, int permits) {
        return limiter.tryAcquire(buckets.get(key), permits);
    }

    @Override
    public boolean admitted(Object result) {
        return ((RateLimitResult) result).granted();
    }

    @Override
    public void close() {
        disconnect.run();
    }
}
