package io.keystile.conformance.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthenticationResult;
import io.keystile.AuthenticationResult.Authenticated;
import io.keystile.net.IncomingRequest;
import io.keystile.testkit.TestKeys;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The event loop of docs/adapters.md: only a call that may block goes to another thread. */
class EventLoopTest {
    private final TestKeys keys = new TestKeys();
    private final ApiKeyAuthenticator authenticator = keys.authenticator().build();
    private final Queue<Runnable> queue = new ArrayDeque<>();
    private final Executor workers = queue::add;

    private record TlsRequest(String key) implements IncomingRequest {
        @Override
        public String peerAddress() {
            return "192.0.2.7";
        }

        @Override
        public boolean secure() {
            return true;
        }

        @Override
        public List<String> headers(String name) {
            return name.equalsIgnoreCase("X-API-Key") ? List.of(key) : List.of();
        }
    }

    // begin
    CompletionStage<AuthenticationResult> authenticate(IncomingRequest request) {
        Optional<AuthenticationResult> known = authenticator.authenticateFromCache(request);
        return known.isPresent()
                ? CompletableFuture.completedFuture(known.get())
                : CompletableFuture.supplyAsync(() -> authenticator.authenticate(request), workers);
    }
    // end

    @AfterEach
    void close() {
        authenticator.close();
    }

    @Test
    void onlyTheFirstCallOfAKeyGoesToAnotherThread() {
        TlsRequest request = new TlsRequest(keys.issue());
        CompletableFuture<AuthenticationResult> first = authenticate(request).toCompletableFuture();
        assertThat(first).isNotDone();
        queue.remove().run();
        assertThat(first).isCompletedWithValueMatching(result -> result instanceof Authenticated);

        assertThat(authenticate(request).toCompletableFuture())
                .isCompletedWithValueMatching(result -> result instanceof Authenticated);
        assertThat(queue).isEmpty();
    }
}
