package io.keystile.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keystile.testkit.RedisProcess;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.resource.EpollProvider;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.providers.PooledConnectionProvider;

/** Both clients give the same replies and errors, and never send a command twice. */
class RedisClientsTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final RedisProcess SERVER = RedisProcess.start();

    private @Nullable TestRedis redis;

    enum Client {
        LETTUCE,
        JEDIS;

        TestRedis connect(RedisProcess server) {
            return this == LETTUCE ? TestRedis.lettuce(server) : TestRedis.jedis(server);
        }
    }

    @AfterEach
    void disconnect() {
        if (redis != null) {
            redis.close();
        }
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest
    @EnumSource
    void repliesHaveTheSameTypes(Client client) {
        redis = client.connect(SERVER);
        assertThat(text(send("SET", "a", "1"))).isEqualTo("OK");
        assertThat(send("INCR", "a")).isEqualTo(2L);
        assertThat(text(send("GET", "a"))).isEqualTo("2");
        assertThat(send("GET", "absent")).isNull();
        assertThat(send("XREAD", "BLOCK", "1", "STREAMS", "absent", "0")).isNull();
        assertThat(send("EVAL", "return {1, {'x', {}, false}, 2}", "0"))
                .usingRecursiveComparison()
                .isEqualTo(java.util.Arrays.asList(
                        1L, java.util.Arrays.asList("x".getBytes(StandardCharsets.US_ASCII), List.of(), null), 2L));
    }

    @ParameterizedTest
    @EnumSource
    void anErrorReplyHasItsCode(Client client) {
        redis = client.connect(SERVER);
        RedisCallException e = catchThrowableOfType(
                RedisCallException.class, () -> send("EVALSHA", "0123456789012345678901234567890123456789", "0"));
        assertThat(e.outcome()).isEqualTo(RedisCallException.Outcome.REFUSED);
        assertThat(e.code()).isEqualTo("NOSCRIPT");
    }

    @ParameterizedTest
    @EnumSource
    void aCommandWithoutReplyHasAnUnknownOutcome(Client client) {
        redis = client.connect(SERVER);
        send("PING");
        SERVER.pause();
        try {
            RedisCallException e = catchThrowableOfType(
                    RedisCallException.class,
                    () -> redis().send(Duration.ofMillis(50), 0, TestRedis.command("INCR", "b")));
            assertThat(e.outcome()).isEqualTo(RedisCallException.Outcome.UNKNOWN);
            assertThat(e.code()).isEmpty();
        } finally {
            SERVER.resume();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCommandWithoutConnectionIsNotSent(Client client) {
        RedisProcess server = RedisProcess.start();
        redis = client.connect(server);
        send("PING");
        server.close();
        RedisCallException e;
        do {
            // The first commands may find a connection that is not known to be closed yet.
            e = catchThrowableOfType(RedisCallException.class, () -> send("PING"));
        } while (e.outcome() == RedisCallException.Outcome.UNKNOWN);
        assertThat(e.outcome()).isEqualTo(RedisCallException.Outcome.NOT_SENT);
    }

    @Test
    void lettuceMustNotSendCommandsAgain() {
        RedisClient client = RedisClient.create("redis://127.0.0.1:" + SERVER.port());
        try {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> LettuceRedis.of(client.connect()))
                    .withMessageContaining("replayFilter");
            client.setOptions(
                    ClientOptions.builder().replayFilter(command -> true).build());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> LettuceRedis.of(client.connect()))
                    .withMessageContaining("REJECT_COMMANDS");
        } finally {
            client.shutdown(Duration.ZERO, TIMEOUT);
        }
    }

    /** Lettuce would send what was in flight once more, unless its replay filter says otherwise. */
    @Test
    void lettuceDoesNotSendACommandAgainAfterAReconnect() throws Exception {
        RedisProcess server = RedisProcess.start();
        try (TestRedis lettuce = TestRedis.lettuce(server)) {
            lettuce.send("PING");
            server.pause();
            Thread caller = new Thread(() -> assertThatExceptionOfType(RedisCallException.class)
                    .isThrownBy(() -> lettuce.send(Duration.ofMinutes(1), 0, TestRedis.command("INCR", "c"))));
            caller.start();
            while (caller.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            server.kill();
            server.restart();
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (!answers(lettuce)) {
                assertThat(System.nanoTime()).isLessThan(deadline);
            }
            assertThat(lettuce.send("GET", "c")).isNull();
            caller.interrupt();
            caller.join();
        } finally {
            server.close();
        }
    }

    private static boolean answers(TestRedis redis) {
        try {
            redis.send("PING");
            return true;
        } catch (RedisCallException e) {
            return false;
        }
    }

    @Test
    void lettuceNoticesALostNetworkByKeepAlive() {
        for (ClientOptions options : List.of(
                LettuceRedis.clientOptions().build(),
                LettuceRedis.clusterOptions().build())) {
            SocketOptions socket = options.getSocketOptions();
            assertThat(socket.isKeepAlive()).isTrue();
            assertThat(socket.getKeepAlive().getIdle()).isEqualTo(Duration.ofSeconds(5));
            // Lettuce does not connect with it without a native transport.
            assertThat(socket.isEnableTcpUserTimeout()).isEqualTo(EpollProvider.isAvailable());
            assertThat(socket.getConnectTimeout()).isEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void jedisMustNotWaitForeverForAConnection() {
        try (var provider = new PooledConnectionProvider(new HostAndPort("127.0.0.1", SERVER.port()))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JedisRedis.of(provider))
                    .withMessageContaining("maxWait");
        }
    }

    private TestRedis redis() {
        return java.util.Objects.requireNonNull(redis);
    }

    private @Nullable Object send(String... command) {
        return redis().send(TIMEOUT, 0, TestRedis.command(command));
    }

    private static @Nullable String text(@Nullable Object reply) {
        return reply instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : null;
    }
}
