package io.keystile.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keystile.testkit.RedisProcess;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectTest {
    private static final RedisProcess SERVER = RedisProcess.start("--requirepass", "p@ss:word/1");
    private static final String HOST = "127.0.0.1:" + SERVER.port();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static String send(JedisRedis redis, String... words) {
        Object reply = redis.send(Duration.ofSeconds(5), 0, TestRedis.command(words));
        return new String((byte[]) Objects.requireNonNull(reply), UTF_8);
    }

    @Test
    void uriHasThePasswordAndTheDatabase() {
        try (JedisRedis three = JedisRedis.connect("redis://:p%40ss%3Aword%2F1@" + HOST + "/3");
                JedisRedis zero = JedisRedis.connect("redis://default:p%40ss%3Aword%2F1@" + HOST)) {
            assertThat(send(three, "SET", "a", "in 3")).isEqualTo("OK");
            assertThat(send(three, "GET", "a")).isEqualTo("in 3");
            assertThat(zero.send(Duration.ofSeconds(5), 1, TestRedis.command("GET", "a")))
                    .isNull();
        }
    }

    @Test
    void wrongPasswordIsAnErrorWithoutIt() {
        try (JedisRedis redis = JedisRedis.connect("redis://:hunter3@" + HOST)) {
            assertThatExceptionOfType(RedisCallException.class)
                    .isThrownBy(() -> send(redis, "PING"))
                    .withMessageContaining("WRONGPASS")
                    .withMessageNotContaining("hunter3");
        }
    }

    @Test
    void tlsIsNotTakenForGranted() {
        try (JedisRedis redis = JedisRedis.connect("rediss://:p%40ss%3Aword%2F1@" + HOST)) {
            assertThatExceptionOfType(RedisCallException.class)
                    .isThrownBy(() -> send(redis, "PING"))
                    .satisfies(e -> assertThat(e.outcome()).isEqualTo(RedisCallException.Outcome.NOT_SENT));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:6379",
                "http://:hunter3@localhost",
                "redis:",
                "redis://",
                "redis:///1",
                "redis://:hunter3@localhost/x",
                "redis://:hunter3@localhost/1/2",
                "redis://:hunter3@localhost?a=b",
                "redis://:hunter3@local host",
                "redis://:hunter3%@localhost",
                "redis://u:hunter3@localhost:port"
            })
    void malformedUriIsRejectedAndNotShown(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JedisRedis.connect(uri))
                .withMessageContaining("redis://HOST:PORT/DATABASE")
                .withMessageNotContaining("hunter3")
                .withNoCause();
    }
}
