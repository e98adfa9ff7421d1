package io.keystile.benchmarks.nodes;

import io.keystile.ratelimit.RateLimit;
import java.util.List;
import java.util.stream.Stream;
import org.redisson.Redisson;
import org.redisson.api.RRateLimiter;
import org.redisson.api.RateType;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/**
 * Redisson with its default settings, which keep a pool of connections. A result is yes or no: the remaining permits
 * would take another round trip.
 */
final class RedissonContender implements Contender {
    private final RedissonClient client;
    private final List<RRateLimiter> limiters;

    RedissonContender(int port, String[] ids, RateLimit limit) {
        Config config = new Config();
        config.useSingleServer().setAddress("redis://127.0.0.1:" + port);
        client = Redisson.create(config);
        limiters = Stream.of(ids).map(client::getRateLimiter).toList();
        limiters.parallelStream()
                .forEach(limiter -> limiter.trySetRate(RateType.OVERALL, limit.permits(), limit.window()));
    }

    @Override
    public Object acquire(int key, int permits) {
        return limiters.get(key).tryAcquire(permits);
    }

    @Override
    public boolean admitted(Object result) {
        return (boolean) result;
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
