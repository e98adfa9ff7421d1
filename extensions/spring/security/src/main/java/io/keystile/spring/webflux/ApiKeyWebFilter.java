package io.keystile.spring.webflux;

import io.keystile.ApiKeyPrincipal;
import io.keystile.Decision;
import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.Keystile;
import io.keystile.adapter.Routes;
import org.springframework.core.Ordered;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * A filter for WebFlux without Spring Security. It admits requests with a valid API key, and responds to all other
 * requests itself:
 *
 * <pre>{@code
 * @Bean
 * ApiKeyWebFilter apiKeys(Keystile keystile) {
 *     return new ApiKeyWebFilter(keystile, Routes.protectAll().open("GET /health"));
 * }
 * }</pre>
 *
 * <p>It guarantees, for every request that WebFlux receives:
 *
 * <ul>
 *   <li>A handler runs only if {@link Routes} open its path, if they make the key optional and none was sent, or if the
 *       request has a valid key with the permissions that the path requires.
 *   <li>Handlers see the caller: {@code exchange.getPrincipal()} and a parameter of type {@code Principal} are the
 *       {@link ApiKeyPrincipal}; the {@link Granted} decision is the attribute
 *       {@link ExchangeAuthenticator#GRANTED_ATTRIBUTE} and, under its class, in Reactor's context. On open paths there
 *       is no caller, because no key is read.
 *   <li>The response to a granted request has the quota's header fields, also if it reports an error.
 *   <li>No call waits in the event loop, see {@link ExchangeAuthenticator}. The permits of a call that is cancelled
 *       before its handler runs are given back.
 * </ul>
 *
 * <p>The address is that of the TCP connection, also if {@code server.forward-headers-strategy} has Reactor Netty,
 * Spring or a servlet container rewrite it; configure the trusted proxies in the authenticator. Register filters that
 * answer for CORS with a lower {@link #getOrder order}. Thread-safe.
 */
public final class ApiKeyWebFilter implements WebFilter, Ordered, AutoCloseable {
    private final ExchangeAuthenticator authenticator;
    private final Routes routes;

    /** Creates a filter with the authenticator of {@code keystile}, which the caller closes. */
    public ApiKeyWebFilter(Keystile keystile, Routes routes) {
        this(ExchangeAuthenticator.of(keystile), routes);
    }

    /** Creates a filter, for example with other responses. {@link #close} closes {@code authenticator}. */
    public ApiKeyWebFilter(ExchangeAuthenticator authenticator, Routes routes) {
        this.authenticator = authenticator;
        this.routes = routes;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        String method = request.getMethod().name();
        String path = ExchangePath.of(request);
        if (routes.isOpen(method, path, request.getHeaders()::getFirst)
                || (routes.isKeyOptional(method, path) && authenticator.isWithoutKey(exchange))) {
            return chain.filter(exchange);
        }
        return authenticator
                .decide(exchange, routes.requirementOf(method, path))
                .flatMap(decision -> proceed(decision, exchange, chain));
    }

    private Mono<Void> proceed(Decision decision, ServerWebExchange exchange, WebFilterChain chain) {
        if (decision instanceof Denied denied) {
            return authenticator.deny(exchange, denied);
        }
        Granted granted = (Granted) decision;
        authenticator.admit(exchange, granted);
        ServerWebExchange authenticated =
                exchange.mutate().principal(Mono.just(granted.principal())).build();
        return chain.filter(authenticated).contextWrite(context -> context.put(Granted.class, granted));
    }

    /** Returns -100, the order of Spring Security's filter: before filters without an order. */
    @Override
    public int getOrder() {
        return -100;
    }

    /** Ends the threads for calls that may block. */
    @Override
    public void close() {
        authenticator.close();
    }
}
