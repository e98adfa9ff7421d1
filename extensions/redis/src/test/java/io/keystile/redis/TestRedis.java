package io.keystile.redis;

import io.keystile.testkit.RedisProcess;
import io.lettuce.core.RedisClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /** Returns a connection that is closed by the action. */
    static TestRedis of(Redis redis, Runnable close) {
        return new TestRedis(redis, close);
    }

    /** Connects through Lettuce. */
    public static TestRedis lettuce(RedisProcess server) {
        return lettuce(server.port());
    }

    /** Connects through Lettuce to a server that another process may have started. */
    public static TestRedis lettuce(int port) {
        RedisClient client = RedisClient.create("redis://127.0.0.1:" + port);
        client.setOptions(LettuceRedis.clientOptions().build());
        return new TestRedis(
                LettuceRedis.of(client.connect()), () -> client.shutdown(Duration.ZERO, Duration.ofSeconds(5)));
    }

    /** Connects through Jedis. */
    public static TestRedis jedis(RedisProcess server) {
        return jedis(server, DefaultJedisClientConfig.builder().timeoutMillis(1_000));
    }

    /** Connects through Jedis, for example as a user. */
    static TestRedis jedis(RedisProcess server, DefaultJedisClientConfig.Builder config) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxWait(Duration.ofSeconds(1));
        PooledConnectionProvider provider =
                new PooledConnectionProvider(new HostAndPort("127.0.0.1", server.port()), config.build(), pool);
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

    /** Returns the reply to a command, which is a number. */
    public long number(String... words) {
        return (Long) Objects.requireNonNull(send(words));
    }

    /** Returns the reply to a command, which is a text. */
    public String text(String... words) {
        return new String((byte[]) Objects.requireNonNull(send(words)), StandardCharsets.UTF_8);
    }

    /** Returns how often the server has executed a command since its statistics were reset. */
    public long executed(String command) {
        Matcher matcher =
                Pattern.compile("cmdstat_" + command + ":calls=([0-9]+)").matcher(text("INFO", "commandstats"));
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
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
