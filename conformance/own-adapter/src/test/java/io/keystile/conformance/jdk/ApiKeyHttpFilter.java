package io.keystile.conformance.jdk;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthRequest;
import io.keystile.Decision;
import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.Requirement;
import io.keystile.http.HttpAnswer;
import io.keystile.http.HttpAnswers;
import io.keystile.http.HttpHeader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** An adapter for the JDK's own HTTP server, as docs/adapters.md explains it: the smallest that keeps the contract. */
final class ApiKeyHttpFilter extends Filter {
    private final ApiKeyAuthenticator authenticator;
    private final HttpAnswers answers;
    private final Function<HttpExchange, Optional<Requirement>> rules;

    /** Creates a filter; what {@code rules} have no requirement for is public. */
    ApiKeyHttpFilter(ApiKeyAuthenticator authenticator, Function<HttpExchange, Optional<Requirement>> rules) {
        this.authenticator = authenticator;
        this.answers = HttpAnswers.of(authenticator);
        this.rules = rules;
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
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        Optional<Requirement> required = rules.apply(exchange);
        if (required.isEmpty()) {
            chain.doFilter(exchange);
            return;
        }
        Decision decision = authenticator.authenticate(new ExchangeRequest(exchange, required.get()));
        if (decision instanceof Denied denied) {
            answer(exchange, answers.denial(denied));
        } else if (decision instanceof Granted granted) {
            announce(exchange, granted);
            exchange.setAttribute("key", granted);
            chain.doFilter(exchange);
        }
    }

    private void announce(HttpExchange exchange, Granted granted) {
        for (HttpHeader header : answers.quota(granted)) {
            exchange.getResponseHeaders().set(header.name(), header.value());
        }
        if (answers.isPrivateUnlessSaid(granted)) {
            exchange.getResponseHeaders().set("Cache-Control", "private");
        }
    }

    private static void answer(HttpExchange exchange, HttpAnswer answer) throws IOException {
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

    @Override
    public String description() {
        return "Lets requests through by their API key";
    }
}
