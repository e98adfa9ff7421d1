package io.keystile.spring.webflux;

import io.keystile.adapter.DenialResponse;
import io.keystile.adapter.HttpHeader;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Replaces the content of a response with a denial. */
final class DenialWriter {
    private DenialWriter() {}

    /** Writes a denial. A committed response is left unchanged. */
    static Mono<Void> write(DenialResponse denial, ServerWebExchange exchange) {
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.empty();
        }
        HttpHeaders headers = response.getHeaders();
        for (String name : Set.copyOf(headers.headerNames())) {
            if (DenialResponse.replaces(name)) {
                headers.remove(name);
            }
        }
        response.setRawStatusCode(denial.status());
        for (HttpHeader header : denial.headers()) {
            headers.add(header.name(), header.value());
        }
        byte[] body = denial.bodyBytes();
        headers.setContentLength(body.length);
        if (exchange.getRequest().getMethod().equals(HttpMethod.HEAD)) {
            return response.setComplete();
        }
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }
}
