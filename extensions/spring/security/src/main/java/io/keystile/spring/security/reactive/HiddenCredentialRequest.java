package io.keystile.spring.security.reactive;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;

/**
 * The request of a caller with a key, whose {@code Authorization} is hidden from the other filters of the chain. They
 * would take the key for a JWT and deny it, or replace the caller with the user of another credential.
 */
final class HiddenCredentialRequest extends ServerHttpRequestDecorator {
    private final HttpHeaders headers;

    private HiddenCredentialRequest(ServerHttpRequest request) {
        super(request);
        HttpHeaders visible = new HttpHeaders();
        request.getHeaders().forEach((name, values) -> {
            if (!name.equalsIgnoreCase(HttpHeaders.AUTHORIZATION)) {
                visible.addAll(name, values);
            }
        });
        this.headers = HttpHeaders.readOnlyHttpHeaders(visible);
    }

    static ServerWebExchange hide(ServerWebExchange exchange) {
        ServerHttpRequest request = exchange.getRequest();
        return request.getHeaders().containsHeader(HttpHeaders.AUTHORIZATION)
                ? exchange.mutate()
                        .request(new HiddenCredentialRequest(request))
                        .build()
                : exchange;
    }

    /** Shows the header to the application again. */
    static ServerWebExchange reveal(ServerWebExchange exchange) {
        return exchange.getRequest() instanceof HiddenCredentialRequest hiding
                ? exchange.mutate().request(hiding.getDelegate()).build()
                : exchange;
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }
}
