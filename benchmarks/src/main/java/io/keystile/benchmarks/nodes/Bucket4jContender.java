package io.keystile.benchmarks.nodes;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.BucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.keystile.ratelimit.RateLimit;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Bucket4j as its documentation shows it: a proxy for each key, over one connection of Lettuce, with greedy refill and
 * state that expires. Each call requests the remaining permits and the time to wait, which response headers need.
 */
final class Bucket4jContender implements Contender {
    private static final Duration KEPT_AFTER_REFILL = Duration.ofSeconds(10);

    private final RedisClient client;
    private final List<BucketProxy> buckets;

    Bucket4jContender(int port, String[] ids, RateLimit limit) {
        client = RedisClient.create(RedisURI.create("127.0.0.1", port));
        ProxyManager<String> manager = Bucket4jLettuce.casBasedBuilder(
                        client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE)))
                .expirationAfterWrite(
                        ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(KEPT_AFTER_REFILL))
                .build();
        BucketConfiguration configuration = BucketConfiguration.builder()
                .addLimit(
                        bandwidth -> bandwidth.capacity(limit.permits()).refillGreedy(limit.permits(), limit.window()))
                .build();
        buckets = Stream.of(ids)
                .map(id -> manager.getProxy(id, () -> configuration))
                .toList();
    }

    @Override
    public Object acquire(int key, int permits) {
        return buckets.get(key).tryConsumeAndReturnRemaining(permits);
    }

    @Override
    public boolean admitted(Object result) {
        return ((ConsumptionProbe) result).isConsumed();
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
