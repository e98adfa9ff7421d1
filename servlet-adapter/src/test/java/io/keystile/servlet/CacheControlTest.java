package io.keystile.servlet;

import static io.keystile.testkit.TestKeys.apiKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.adapter.Routes;
import io.keystile.testkit.Answer;
import io.keystile.testkit.TestKeys;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheControlTest {
    private static final TestKeys KEYS = new TestKeys();
    private static final String KEY = KEYS.issue();
    private static final TestServer SERVER = new TestServer(
                    new ApiKeyFilter(KEYS.authenticator().build(), Routes.protectAll()))
            .serve("/silent", "resource")
            .serve("/sets", (request, response) -> response.setHeader("Cache-Control", "max-age=60"))
            .serve("/adds", (request, response) -> response.addHeader("cache-control", "max-age=60"))
            .serve("/adds-twice", (request, response) -> {
                response.addHeader("Cache-Control", "max-age=60");
                response.addHeader("Cache-Control", "public");
            })
            .serve("/sets-then-resets", (request, response) -> {
                response.setHeader("Cache-Control", "public");
                response.reset();
            })
            .serve("/sets-and-forwards", (request, response) -> {
                response.setHeader("Cache-Control", "max-age=60");
                request.getRequestDispatcher("/silent").forward(request, response);
            })
            .serve(
                    "/forwards",
                    (request, response) -> request.getRequestDispatcher("/adds").forward(request, response))
            .serve("/adds-later", (request, response) -> {
                AsyncContext async = request.startAsync();
                async.start(() -> {
                    ((HttpServletResponse) async.getResponse()).addHeader("Cache-Control", "max-age=60");
                    async.complete();
                });
            })
            .serve("/redirects", (request, response) -> response.sendRedirect("/elsewhere"))
            .serve("/fails", (request, response) -> response.sendError(404))
            .serve(
                    "/reads",
                    (request, response) -> response.getWriter()
                            .print(response.containsHeader("Cache-Control")
                                    + " " + response.getHeader("Cache-Control")
                                    + " " + response.getHeaders("Cache-Control")
                                    + " " + response.getHeaderNames().contains("Cache-Control")));

    @BeforeAll
    static void start() {
        SERVER.start();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sets", "/adds", "/sets-and-forwards", "/forwards", "/adds-later"})
    void valueOfTheApplicationReplacesTheDefault(String path) {
        assertThat(SERVER.get(path, apiKey(KEY)).header("Cache-Control")).containsExactly("max-age=60");
    }

    @Test
    void severalValuesOfTheApplicationReplaceTheDefault() {
        assertThat(SERVER.get("/adds-twice", apiKey(KEY)).header("Cache-Control"))
                .containsExactly("max-age=60", "public");
    }

    @Test
    void resetRestoresTheDefaultAndKeepsTheQuota() {
        Answer answer = SERVER.get("/sets-then-resets", apiKey(KEY));

        assertThat(answer.header("Cache-Control")).containsExactly("private");
        assertThat(answer.header("RateLimit")).hasSize(1);
        assertThat(answer.header("RateLimit-Policy")).hasSize(1);
    }

    @Test
    void redirectIsPrivateAndHasTheQuota() {
        Answer answer = SERVER.get("/redirects", apiKey(KEY));

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Cache-Control")).containsExactly("private");
        assertThat(answer.header("RateLimit")).hasSize(1);
    }

    @Test
    void errorPageOfTheContainerHasOneCacheControlAndTheQuota() {
        Answer answer = SERVER.get("/fails", apiKey(KEY));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Cache-Control")).hasSize(1);
        assertThat(answer.header("RateLimit")).hasSize(1);
    }

    @Test
    void applicationDoesNotSeeTheDefault() {
        assertThat(SERVER.get("/reads", apiKey(KEY)).body()).isEqualTo("false null [] false");
    }

    @Test
    void valueOfAnEarlierFilterReplacesTheDefault() {
        TestServer server = new TestServer(new ApiKeyFilter(KEYS.authenticator().build(), Routes.protectAll()))
                .serve("/*", "resource");
        server.filterFirst((request, response, chain) -> {
            ((HttpServletResponse) response).setHeader("Cache-Control", "no-cache");
            chain.doFilter(request, response);
        });
        try (server) {
            server.start();
            assertThat(server.get("/", apiKey(KEY)).header("Cache-Control")).containsExactly("no-cache");
            assertThat(server.get("/").header("Cache-Control")).containsExactly("no-store");
        }
    }
}
