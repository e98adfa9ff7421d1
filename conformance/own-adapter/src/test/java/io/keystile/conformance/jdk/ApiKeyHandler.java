package io.keystile.conformance.jdk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsExchange;
import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthRequest;
import io.keystile.AuthenticationResult;
import io.keystile.AuthenticationResult.Rejected;
import io.keystile.Decision;
import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.DenialReason;
import io.keystile.Requirement;
import io.keystile.adapter.DenialResponse;
import io.keystile.adapter.HttpHeader;
import io.keystile.adapter.HttpResponses;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A minimal adapter for the JDK's HTTP server that passes the contract. {@code docs/adapters.md} explains it. */
final class ApiKeyHandler implements HttpHandler {
    private final ApiKeyAuthenticator authenticator;
    private final HttpResponses answers;
    private final Function<HttpExchange, Optional<Requirement>> rules;
    private final Predicate<HttpExchange> keyOptional;
    private final Resources resources;

    /** Handles a request; {@code granted} is null if the rules have no requirement for it. */
    interface Resources {
        void handle(HttpExchange exchange, @Nullable Granted granted) throws IOException;
    }

    /**
     * Creates a handler. A request for which {@code rules} return no requirement is public. One with
     * {@code keyOptional} passes without a key.
     */
    ApiKeyHandler(
            ApiKeyAuthenticator authenticator,
            Function<HttpExchange, Optional<Requirement>> rules,
            Predicate<HttpExchange> keyOptional,
            Resources resources) {
        this.authenticator = authenticator;
        this.answers = HttpResponses.of(authenticator);
        this.rules = rules;
        this.keyOptional = keyOptional;
        this.resources = resources;
    }

    // begin
    private record ExchangeRequest(HttpExchange exchange, Requirement requirement) implements AuthRequest {
        @Override
        public String peerAddress() {
            return exchange.getRemoteAddress().getAddress().getHostAddress();
        }

        @Override
        public boolean secure() {
            return exchange instanceof HttpsExchange;
        }

        @Override
        public List<String> headers(String name) {
            return exchange.getRequestHeaders().getOrDefault(name, List.of());
        }
    }
    // end

    // begin
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Optional<Requirement> required = rules.apply(exchange);
        if (required.isEmpty()) {
            resources.handle(exchange, null);
            return;
        }
        AuthenticationResult caller = authenticator.authenticate(new ExchangeRequest(exchange, required.get()));
        if (isWithoutKey(caller) && keyOptional.test(exchange)) {
            resources.handle(exchange, null);
            return;
        }
        Decision decision = authenticator.authorize(caller, required.get());
        if (decision instanceof Denied denied) {
            answer(exchange, answers.denial(denied));
        } else if (decision instanceof Granted granted) {
            announce(exchange, granted);
            resources.handle(exchange, granted); // not as an attribute, because all exchanges share attributes
        }
    }

    private static boolean isWithoutKey(AuthenticationResult caller) {
        return caller instanceof Rejected rejected && rejected.reason() == DenialReason.NO_CREDENTIAL;
    }

    private void announce(HttpExchange exchange, Granted granted) {
        for (HttpHeader header : answers.quota(granted)) {
            exchange.getResponseHeaders().set(header.name(), header.value());
        }
        if (answers.isPrivateByDefault(granted)) {
            exchange.getResponseHeaders().set("Cache-Control", "private");
        }
    }

    private static void answer(HttpExchange exchange, DenialResponse answer) throws IOException {
        byte[] body = answer.bodyBytes();
        answer.headers().forEach(header -> exchange.getResponseHeaders().add(header.name(), header.value()));
        try (exchange) {
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
                exchange.sendResponseHeaders(answer.status(), -1);
            } else {
                exchange.sendResponseHeaders(answer.status(), body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }
    // end
}
