package io.keystile.spring.security.reactive;

import io.keystile.Decision.Granted;
import io.keystile.spring.security.ApiKeyAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.authentication.ServerAuthenticationConverter;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Finds the callers that brought a key, right or wrong. It is empty for all others: they may have another credential,
 * which other filters read. Only the authenticator can tell them apart, so it verifies the key here.
 */
final class KeyAuthenticationConverter implements ServerAuthenticationConverter {
    private final KeyGate gate;

    KeyAuthenticationConverter(KeyGate gate) {
        this.gate = gate;
    }

    @Override
    public Mono<Authentication> convert(ServerWebExchange exchange) {
        Granted granted = gate.authenticator().grantOf(exchange);
        if (granted != null) {
            return Mono.just(ApiKeyAuthenticationToken.of(granted.principal()));
        }
        return gate.bringsKey(exchange) ? gate.callerOf(exchange).map(PresentedKeyToken::new) : Mono.empty();
    }
}
