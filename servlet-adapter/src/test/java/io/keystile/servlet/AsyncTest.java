package io.keystile.servlet;

import static io.keystile.testkit.TestKeys.apiKey;
import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.key.ApiKeySettings;
import io.keystile.testkit.Answer;
import io.keystile.testkit.TestKeys;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AsyncTest {
    private final TestKeys keys = new TestKeys();
    private final AtomicInteger runs = new AtomicInteger();
    private final TestServer server = new TestServer(new ApiKeyFilter(
                    keys.authenticator().build(),
                    Routes.protectAll().open("/public/*").require("/admin", "admin:all")))
            .serve("/dispatches-to-itself", (request, response) -> {
                if (request.getDispatcherType() == DispatcherType.ASYNC) {
                    response.getWriter().print("again " + request.getRemoteUser() + " " + request.getAuthType());
                } else {
                    AsyncContext async = request.startAsync();
                    async.start(async::dispatch);
                }
            })
            .serve("/keeps-its-wrappers", (request, response) -> {
                if (request.getDispatcherType() == DispatcherType.ASYNC) {
                    response.getWriter().print("again " + request.getRemoteUser() + " " + request.getAuthType());
                } else {
                    AsyncContext async = request.startAsync(request, response);
                    async.start(async::dispatch);
                }
            })
            .serve("/times-out", (request, response) -> {
                if (request.getDispatcherType() == DispatcherType.ASYNC) {
                    response.getWriter().print("again " + request.getRemoteUser() + " " + request.getAuthType());
                } else {
                    AsyncContext async = request.startAsync();
                    async.setTimeout(20);
                    async.addListener(new DispatchOnTimeout());
                }
            })
            .serve(
                    "/times-out-unheard",
                    (request, response) -> request.startAsync().setTimeout(20))
            .serve("/works", (request, response) -> {
                AsyncContext async = request.startAsync();
                async.start(() -> {
                    print(async, "worked " + ((HttpServletRequest) async.getRequest()).getRemoteUser());
                    async.complete();
                });
            })
            .serve("/goes-to", AsyncTest::goTo)
            .serve("/public/goes-to", AsyncTest::goTo)
            .serve("/answers-then-goes-to", (request, response) -> {
                response.getWriter().print("answer ");
                response.flushBuffer();
                goTo(request, response);
            })
            .serve("/protected", (request, response) -> {
                runs.incrementAndGet();
                response.getWriter().print("resource");
            })
            .serve("/admin", (request, response) -> {
                runs.incrementAndGet();
                response.getWriter().print("resource");
            })
            .start();
    private final String key = keys.issue("two-a-minute", ApiKeySettings.named("test"));

    private static void goTo(HttpServletRequest request, HttpServletResponse response) {
        request.startAsync().dispatch(request.getParameter("to"));
    }

    private static void print(AsyncContext async, String text) {
        try {
            async.getResponse().getWriter().print(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class DispatchOnTimeout implements AsyncListener {
        @Override
        public void onTimeout(AsyncEvent event) {
            event.getAsyncContext().dispatch();
        }

        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dispatches-to-itself", "/keeps-its-wrappers", "/times-out"})
    void asyncDispatchKeepsTheIdentityAndCountsOnce(String path) {
        Answer answer = server.get(path, apiKey(key));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("again " + keys.idOf(key) + " ApiKey");
        assertThat(answer.header("RateLimit")).containsExactly("\"per-minute\";r=1;t=60");
        assertThat(answer.header("Cache-Control")).containsExactly("private");
    }

    @Test
    void asynchronousWorkKnowsTheKey() {
        Answer answer = server.get("/works", bearer(key));

        assertThat(answer.body()).isEqualTo("worked " + keys.idOf(key));
        assertThat(answer.header("RateLimit")).hasSize(1);
    }

    @Test
    void timeoutThatNobodyHandlesIsTheContainersErrorAndCountsOnce() {
        Answer answer = server.get("/times-out-unheard", bearer(key));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(server.get("/protected", bearer(key)).header("RateLimit"))
                .containsExactly("\"per-minute\";r=0;t=60");
    }

    @Test
    void publicPageThatDispatchesToAProtectedOneNeedsAKey() {
        assertThat(server.get("/public/goes-to?to=/protected").status()).isEqualTo(401);
        assertThat(runs).hasValue(0);
        assertThat(server.get("/public/goes-to?to=/protected", bearer(key)).status())
                .isEqualTo(200);
    }

    @Test
    void asyncDispatchAsksForThePermissionsOfItsTarget() {
        assertThat(server.get("/goes-to?to=/admin", bearer(key)).status()).isEqualTo(403);
        assertThat(runs).hasValue(0);
        assertThat(server.get("/goes-to?to=/admin", bearer(keys.issue("admin:all")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void committedResponseIsLeftAloneAndTheResourceDoesNotRun() {
        Answer answer = server.get("/answers-then-goes-to?to=/admin", bearer(key));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("answer ").doesNotContain("resource", "problem");
        assertThat(runs).hasValue(0);
    }

    @Test
    void asynchronousResourceNeedsAKeyLikeAnyOther() {
        assertThat(server.get("/works").status()).isEqualTo(401);
    }
}
