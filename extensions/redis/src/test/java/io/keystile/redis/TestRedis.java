package io.keystile.redis;

import io.keystile.testkit.RedisProcess;
import io.lettuce.core.RedisClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.providers.PooledConnectionProvider;

/** A connection of a test to its server, closed with {@link #close}. */
public final class TestRedis implements Redis, AutoCloseable {

    private final Redis redis;
    private final Runnable close;

    private TestRedis(Redis redis, Runnable close) {
        this.redis = redis;
        this.close = close;
    }

    /** Connects through Lettuce. */
    public static TestRedis lettuce(RedisProcess server) {
        RedisClient client = RedisClient.create("redis://127.0.0.1:" + server.port());
        client.setOptions(LettuceRedis.clientOptions().build());
        return new TestRedis(
                LettuceRedis.of(client.connect()), () -> client.shutdown(Duration.ZERO, Duration.ofSeconds(5)));
    }

    /** Connects through Jedis. */
    public static TestRedis jedis(RedisProcess server) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxWait(Duration.ofMillis(100));
        PooledConnectionProvider provider = new PooledConnectionProvider(
                new HostAndPort("127.0.0.1", server.port()),
                DefaultJedisClientConfig.builder().timeoutMillis(100).build(),
                pool);
        return new TestRedis(JedisRedis.of(provider), provider::close);
    }

    /** Returns the words of a command as the bytes that {@link Redis#send} takes. */
    public static byte[][] command(String... words) {
        return Arrays.stream(words)
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    /** Sends a command that any node may get; waits for up to 5 seconds. */
    public @Nullable Object send(String... words) {
        return send(Duration.ofSeconds(5), 0, command(words));
    }

    @Override
    public @Nullable Object send(Duration timeout, int keyIndex, byte[]... command) {
        return redis.send(timeout, keyIndex, command);
    }

    @Override
    public void close() {
        close.run();
    }
}
