package io.keystile.spring.security.reactive;

import io.keystile.AuthenticationResult;
import io.keystile.AuthenticationResult.Rejected;
import io.keystile.Decision;
import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.DenialReason;
import io.keystile.Requirement;
import io.keystile.adapter.Routes;
import io.keystile.spring.webflux.ExchangeAuthenticator;
import io.keystile.spring.webflux.ExchangePath;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Decides on the exchanges of a chain: first on the key, and on its limits once the chain has authorized the call. */
final class KeyGate {
    private final ExchangeAuthenticator authenticator;
    private final Routes routes;
    private final String callerAttribute;

    KeyGate(ExchangeAuthenticator authenticator, Routes routes) {
        this.authenticator = authenticator;
        this.routes = routes;
        this.callerAttribute = "io.keystile.caller@" + Integer.toHexString(System.identityHashCode(this));
    }

    ExchangeAuthenticator authenticator() {
        return authenticator;
    }

    private boolean isOpen(ServerWebExchange exchange) {
        var request = exchange.getRequest();
        return routes.isOpen(request.getMethod().name(), ExchangePath.of(request), request.getHeaders()::getFirst);
    }

    private boolean isKeyOptional(ServerWebExchange exchange) {
        var request = exchange.getRequest();
        return routes.isKeyOptional(request.getMethod().name(), ExchangePath.of(request));
    }

    private Requirement requirementOf(ServerWebExchange exchange) {
        var request = exchange.getRequest();
        return routes.requirementOf(request.getMethod().name(), ExchangePath.of(request));
    }

    /** Returns whether the exchange brought a key, right or wrong, to a path that is not open. Never blocks. */
    boolean bringsKey(ServerWebExchange exchange) {
        return !isOpen(exchange) && !authenticator.isWithoutKey(exchange);
    }

    /** Authenticates the caller, once per exchange. */
    Mono<AuthenticationResult> callerOf(ServerWebExchange exchange) {
        AuthenticationResult known = exchange.getAttribute(callerAttribute);
        return known != null
                ? Mono.just(known)
                : authenticator
                        .authenticate(exchange)
                        .doOnNext(caller -> exchange.getAttributes().put(callerAttribute, caller));
    }

    private @Nullable AuthenticationResult knownCaller(ServerWebExchange exchange) {
        return exchange.getAttribute(callerAttribute);
    }

    /** Returns whether the exchange brought a key that was rejected. */
    boolean isRejected(ServerWebExchange exchange) {
        return knownCaller(exchange) instanceof Rejected;
    }

    /** Responds to a caller without a key, or with a wrong one. */
    Mono<Void> denyCaller(ServerWebExchange exchange) {
        return callerOf(exchange).flatMap(caller -> {
            if (caller instanceof Rejected) {
                return authenticator
                        .authorize(exchange, caller, Requirement.validKey())
                        .flatMap(decision -> authenticator.deny(exchange, (Denied) decision));
            }
            // The path is open in the routes, so that no key counts there, but not in the chain.
            UUID instance = UUID.randomUUID();
            return authenticator.deny(
                    exchange, new Denied(DenialReason.NO_CREDENTIAL, instance, null, false, List.of(), 0, null));
        });
    }

    /** Takes the cost of the call, and passes it on. If the application denies it later, the cost is given back. */
    Mono<Void> pass(ServerWebExchange exchange, WebFilterChain chain) {
        if (isOpen(exchange)) {
            return chain.filter(exchange);
        }
        if (authenticator.grantOf(exchange) != null) {
            return authenticator
                    .decide(exchange, requirementOf(exchange))
                    .flatMap(decision -> proceed(decision, exchange, chain));
        }
        AuthenticationResult caller = knownCaller(exchange);
        if (caller == null) {
            return isKeyOptional(exchange) ? chain.filter(exchange) : denyCaller(exchange);
        }
        return authenticator
                .authorize(exchange, caller, requirementOf(exchange))
                .flatMap(decision -> proceed(decision, exchange, chain));
    }

    private Mono<Void> proceed(Decision decision, ServerWebExchange exchange, WebFilterChain chain) {
        if (decision instanceof Denied denied) {
            return authenticator.deny(exchange, denied);
        }
        Granted granted = (Granted) decision;
        authenticator.admit(exchange, granted);
        return chain.filter(new KeyExchange(exchange, granted.principal()))
                .contextWrite(context -> context.put(Granted.class, granted))
                .doOnError(AccessDeniedException.class, denied -> {
                    // What is committed was delivered, and counts.
                    if (!exchange.getResponse().isCommitted()) {
                        authenticator.refund(granted);
                    }
                });
    }
}
