package io.keystile.spring.security.reactive;

import io.keystile.ApiKeyPrincipal;
import io.keystile.spring.security.ApiKeyAuthenticationToken;
import java.security.Principal;
import org.springframework.core.MethodParameter;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import reactor.core.publisher.Mono;

/**
 * The exchange of a granted call. Its principal is the authentication, as everywhere in Spring Security, but for a
 * handler method with a parameter of type {@link ApiKeyPrincipal} it is that. WebFlux takes each parameter that is a
 * {@link Principal} from the exchange, and never asks the resolver of {@code @AuthenticationPrincipal}.
 */
final class KeyExchange extends ServerWebExchangeDecorator {
    private final ApiKeyAuthenticationToken key;

    KeyExchange(ServerWebExchange exchange, ApiKeyPrincipal caller) {
        super(exchange);
        this.key = ApiKeyAuthenticationToken.of(caller);
    }

    @Override
    @SuppressWarnings("unchecked") // The caller chooses the type, and has to know it.
    public <T extends Principal> Mono<T> getPrincipal() {
        return (Mono<T>) Mono.fromSupplier(() -> isHandlerOfKeys() ? key.getPrincipal() : key);
    }

    private boolean isHandlerOfKeys() {
        Object handler = getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE);
        if (handler instanceof HandlerMethod method) {
            for (MethodParameter parameter : method.getMethodParameters()) {
                if (parameter.nestedIfOptional().getNestedParameterType() == ApiKeyPrincipal.class) {
                    return true;
                }
            }
        }
        return false;
    }
}
