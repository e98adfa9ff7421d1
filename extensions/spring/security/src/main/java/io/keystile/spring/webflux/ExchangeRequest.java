package io.keystile.spring.webflux;

import io.keystile.AuthRequest;
import io.keystile.Requirement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;

/** A request of WebFlux as input of the authenticator. */
final class ExchangeRequest implements AuthRequest {
    private final ServerHttpRequest request;
    private final NativeRequest received;
    private final Requirement requirement;

    ExchangeRequest(ServerWebExchange exchange, Requirement requirement) {
        this.request = exchange.getRequest();
        this.received = NativeRequest.of(exchange);
        this.requirement = requirement;
    }

    @Override
    public Requirement requirement() {
        return requirement;
    }

    @Override
    public @Nullable String peerAddress() {
        return received.peerAddress();
    }

    @Override
    public @Nullable String addressRewriter() {
        return received.addressRewriter();
    }

    @Override
    public boolean secure() {
        return received.secure();
    }

    @Override
    public String method() {
        return request.getMethod().name();
    }

    @Override
    public @Nullable String path() {
        return request.getURI().getRawPath();
    }

    @Override
    public List<String> headers(String name) {
        return NativeRequest.isForwardingHeader(name)
                ? received.forwardingHeader(name)
                : request.getHeaders().getOrEmpty(name);
    }

    /** Omits the request, which may contain a key. */
    @Override
    public String toString() {
        return "ExchangeRequest[" + requirement + "]";
    }
}
