package io.keystile.conformance.jdk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsExchange;
import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthRequest;
import io.keystile.AuthenticationResult;
import io.keystile.Decision;
import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.Requirement;
import io.keystile.adapter.DenialResponse;
import io.keystile.adapter.HttpHeader;
import io.keystile.adapter.HttpResponses;
import io.keystile.adapter.RequestPath;
import io.keystile.adapter.Routes;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A minimal adapter for the JDK's HTTP server that passes the contract. {@code docs/adapters.md} explains it. */
final class ApiKeyHandler implements HttpHandler {
    private final ApiKeyAuthenticator authenticator;
    private final HttpResponses answers;
    private final Routes routes;
    private final Resources resources;

    /** Handles a request; {@code granted} is null if none is required and none was sent. */
    interface Resources {
        void handle(HttpExchange exchange, @Nullable Granted granted) throws IOException;
    }

    ApiKeyHandler(ApiKeyAuthenticator authenticator, Routes routes, Resources resources) {
        this.authenticator = authenticator;
        this.answers = HttpResponses.of(authenticator);
        this.routes = routes;
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
        String method = exchange.getRequestMethod();
        URI uri = exchange.getRequestURI();
        String path = RequestPath.isAmbiguous(uri.getRawPath()) ? null : uri.getPath();
        if (routes.isOpen(method, path, exchange.getRequestHeaders()::getFirst)) {
            resources.handle(exchange, null);
            return;
        }
        AuthRequest request = new ExchangeRequest(exchange, routes.requirementOf(method, path));
        AuthenticationResult caller = authenticator.authenticate(request);
        if (caller.isWithoutKey() && routes.isKeyOptional(method, path)) {
            resources.handle(exchange, null);
            return;
        }
        Decision decision = authenticator.authorize(caller, request.requirement());
        if (decision instanceof Denied denied) {
            answer(exchange, answers.denial(denied));
        } else if (decision instanceof Granted granted) {
            announce(exchange, granted);
            resources.handle(exchange, granted); // not as an attribute, because all exchanges share attributes
        }
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
