package io.keystile.servlet;

import static io.keystile.testkit.TestKeys.apiKey;
import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.adapter.Routes;
import io.keystile.model.ApiKeySettings;
import io.keystile.testkit.Answer;
import io.keystile.testkit.TestKeys;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AsyncTimeoutTest {
    private final TestKeys keys = new TestKeys();
    private final TestServer server = new TestServer(
                    new ApiKeyFilter(keys.authenticator().build(), Routes.protectAll()))
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
                    "/times-out-unhandled",
                    (request, response) -> request.startAsync().setTimeout(20))
            .serve("/protected", "resource")
            .start();
    private final String key = keys.issue("two-a-minute", ApiKeySettings.named("test"));

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

    @Test
    void dispatchAfterATimeoutKeepsTheIdentityAndCountsOnce() {
        Answer answer = server.get("/times-out", apiKey(key));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("again " + keys.idOf(key) + " ApiKey");
        assertThat(answer.header("RateLimit")).containsExactly("\"per-minute\";r=1;t=60");
        assertThat(answer.header("Cache-Control")).containsExactly("private");
    }

    @Test
    void unhandledTimeoutIsAnErrorAndCountsOnce() {
        Answer answer = server.get("/times-out-unhandled", bearer(key));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(server.get("/protected", bearer(key)).header("RateLimit"))
                .containsExactly("\"per-minute\";r=0;t=60");
    }
}
