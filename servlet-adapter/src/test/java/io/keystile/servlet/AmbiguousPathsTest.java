package io.keystile.servlet;

import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.adapter.Routes;
import io.keystile.testkit.Answer;
import io.keystile.testkit.PathTricks;
import io.keystile.testkit.TestKeys;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests with ambiguous paths, to containers that accept all of them and to a strict one. */
class AmbiguousPathsTest {
    private static final TestKeys KEYS = new TestKeys();
    private static final AtomicInteger RUNS = new AtomicInteger();
    /** The worst case: every unambiguous path is public. */
    private static final TestServer ALL_OPEN = serverWith(Routes.protectAll().open("/**"), UriCompliance.UNSAFE);

    private static final TestServer SERVER = serverWith(
            Routes.protectAll()
                    .open("/public/**")
                    .require("/admin/**", "admin:all")
                    .require("POST /flows/*", "flows:write"),
            UriCompliance.UNSAFE);
    private static final TestServer STRICT = serverWith(Routes.protectAll().open("/public/**"), UriCompliance.DEFAULT);

    private static TestServer serverWith(Routes routes, UriCompliance compliance) {
        ApiKeyFilter filter = new ApiKeyFilter(KEYS.authenticator().build(), routes);
        return new TestServer(new FilterHolder(filter), compliance).serve("/*", (request, response) -> {
            RUNS.incrementAndGet();
            response.getWriter().print("resource");
        });
    }

    @BeforeAll
    static void start() {
        ALL_OPEN.start();
        SERVER.start();
        STRICT.start();
    }

    @AfterAll
    static void stop() {
        ALL_OPEN.close();
        SERVER.close();
        STRICT.close();
    }

    static Stream<String> ambiguousPaths() {
        return PathTricks.refused();
    }

    /** Sends the characters of a path as UTF-8 bytes. */
    private static Answer get(TestServer server, String path, String... headers) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        return server.get(new String(bytes, StandardCharsets.ISO_8859_1), headers);
    }

    @ParameterizedTest
    @MethodSource("ambiguousPaths")
    void ambiguousPathIsNeverPublic(String path) {
        List<String> prefixes = path.startsWith("/") ? List.of("", "/public") : List.of("");
        for (TestServer server : List.of(ALL_OPEN, SERVER, STRICT)) {
            for (String prefix : prefixes) {
                int before = RUNS.get();

                Answer answer = get(server, prefix + path);

                assertThat(answer.status()).as(answer.raw()).isGreaterThanOrEqualTo(400);
                assertThat(answer.body()).doesNotContain("resource");
                assertThat(RUNS).hasValue(before);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ambiguousPaths")
    void ambiguousPathRequiresThePermissionsOfAllRoutes(String path) {
        Answer answer = get(SERVER, path, bearer(KEYS.issue("admin:all")));

        assertThat(answer.status()).as(answer.raw()).isIn(400, 403, 505);
        assertThat(answer.body()).doesNotContain("resource");
    }

    @Test
    void ambiguousPathIsGrantedForAKeyWithAllPermissions() {
        String key = KEYS.issue("*");

        assertThat(get(SERVER, "/public/x;y", bearer(key)).status()).isEqualTo(200);
        assertThat(get(SERVER, "/public//x", bearer(key)).status()).isEqualTo(200);
        assertThat(get(SERVER, "/public/%2e%2e/admin/x", bearer(key)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/public",
                "/public/",
                "/public/a.b",
                "/public/...",
                "/public/.a",
                "/public/a..b",
                "/public/~",
                "/public/%20",
                "/public/\u3042",
                "/public/%E3%81%82",
                "/public/a:b@c",
                "/public/x?a=//&b=;%2e%2e"
            })
    void unusualButUnambiguousPathIsPublic(String path) {
        assertThat(get(SERVER, path).status()).isEqualTo(200);
    }

    @Test
    void contextPathIsNotPartOfTheMatchedPath() {
        ApiKeyFilter filter = new ApiKeyFilter(
                KEYS.authenticator().build(), Routes.protectAll().open("/app/x").open("/public/**"));
        TestServer server = new TestServer(filter).serve("/api/*", "api").serve("*.do", "do");
        server.context.setContextPath("/app");
        try (server) {
            server.start();
            assertThat(server.get("/app/x").status()).isEqualTo(401);
            assertThat(server.get("/app/public/x.do").status()).isEqualTo(200);
            assertThat(server.get("/app/api/public/x").status()).isEqualTo(401);
        }
    }
}
