package io.keystile.conformance.webflux;

import io.keystile.testkit.ContractApplication;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Sets fields before the adapter does, as a filter for CORS would. */
final class EarlierFieldsFilter implements WebFilter, Ordered {
    private final ContractApplication application;

    EarlierFieldsFilter(ContractApplication application) {
        this.application = application;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        application
                .earlierFields()
                .forEach(field -> exchange.getResponse().getHeaders().add(field.name(), field.value()));
        return chain.filter(exchange);
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
