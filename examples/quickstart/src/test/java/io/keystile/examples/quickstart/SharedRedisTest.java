package io.keystile.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.keystile.testkit.RedisProcess;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes of the quickstart on one Redis server. */
@Timeout(60)
class SharedRedisTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path data;

    private Settings settings(String redis) {
        return Settings.of(Map.of("PORT", "0", "KEYSTILE_DATA", data.toString(), "KEYSTILE_REDIS", redis));
    }

    private static int call(Quickstart node, String key) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(node.uri().resolve("/flows/f1/execute"))
                .header("X-API-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static PrintStream to(ByteArrayOutputStream out) {
        return new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    @Test
    void limitsAreThoseOfAllNodes() throws Exception {
        try (RedisProcess server = RedisProcess.start("--requirepass", "hunter3")) {
            Settings settings = settings("redis://:hunter3@127.0.0.1:" + server.port());
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            Quickstart one = Quickstart.start(settings, to(printed));
            try {
                Quickstart other = Quickstart.start(settings, to(new ByteArrayOutputStream()));
                try {
                    String key = keyIn(printed.toString(StandardCharsets.UTF_8));
                    int granted = 0;
                    for (int i = 0; i < 75; i++) {
                        granted += call(one, key) == 200 ? 1 : 0;
                        granted += call(other, key) == 200 ? 1 : 0;
                    }

                    assertThat(granted).isEqualTo(100);
                    assertThat(one.help())
                            .contains("limits of all nodes that use the Redis server of KEYSTILE_REDIS")
                            .doesNotContain("hunter3");
                    assertThat(settings.toString()).doesNotContain("hunter3");
                } finally {
                    other.stop();
                }
            } finally {
                one.stop();
            }
        }
    }

    private static String keyIn(String printed) {
        return printed.lines()
                .filter(line -> line.startsWith("free\t"))
                .map(line -> line.substring("free\t".length()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void withoutRedisLimitsAreThoseOfOneNode() throws Exception {
        Quickstart node = Quickstart.start(settings(""), to(new ByteArrayOutputStream()));
        try {
            assertThat(node.help()).contains("limits of this node;");
        } finally {
            node.stop();
        }
    }

    @Test
    void malformedUriIsSaidWithoutIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Quickstart.start(settings("localhost:hunter3"), System.out))
                .withMessageStartingWith("KEYSTILE_REDIS is malformed: the URI of a Redis server is redis://")
                .withMessageNotContaining("hunter3");
    }

    @Test
    void serverThatDoesNotAnswerIsSaid() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Quickstart.start(settings("redis://:hunter3@127.0.0.1:1"), System.out))
                .withMessageStartingWith("the server of KEYSTILE_REDIS does not answer: Failed to connect to")
                .withMessageNotContaining("hunter3");
    }
}
