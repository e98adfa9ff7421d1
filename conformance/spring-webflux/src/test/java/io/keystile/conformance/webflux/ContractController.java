package io.keystile.conformance.webflux;

import io.keystile.Decision.Granted;
import io.keystile.spring.webflux.ExchangeAuthenticator;
import io.keystile.testkit.ContractApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The resources of {@link ContractApplication}. */
@RestController
final class ContractController {
    private final ContractApplication application;

    ContractController(ContractApplication application) {
        this.application = application;
    }

    @GetMapping(path = {"/public", "/public/{name}"})
    String publicPage() {
        return application.publicPage();
    }

    @GetMapping("/whoami")
    Mono<String> whoAmI(ServerWebExchange exchange) {
        return caller(exchange);
    }

    @GetMapping("/meeting")
    Mono<String> meeting(ServerWebExchange exchange) {
        return Mono.fromRunnable(application::meet)
                .subscribeOn(Schedulers.boundedElastic())
                .then(Mono.defer(() -> caller(exchange)));
    }

    /** Reads the caller where applications do: from the exchange, and from Reactor's context. */
    private Mono<String> caller(ServerWebExchange exchange) {
        return Mono.deferContextual(context -> {
            Granted granted = context.get(Granted.class);
            boolean reads = granted.principal().hasPermission("flows:read");
            return exchange.getPrincipal()
                    .map(user ->
                            application.whoAmI(user.getName(), granted.source().scheme(), reads));
        });
    }

    @GetMapping({"/flows/{id}", "/dear", "/free"})
    String resource() {
        return application.resource();
    }

    @PostMapping("/flows/{id}/execute")
    String execute(@RequestBody(required = false) @Nullable String body) {
        return application.execute(body == null ? "" : body);
    }

    @GetMapping("/cached")
    ResponseEntity<String> cached() {
        return ResponseEntity.ok().header("Cache-Control", "max-age=60").body(application.resource());
    }

    @GetMapping("/fails")
    String fails() {
        throw application.failure();
    }

    @GetMapping("/streams")
    Mono<Void> streams(ServerWebExchange exchange) {
        var response = exchange.getResponse();
        response.getHeaders().setContentType(MediaType.TEXT_PLAIN);
        return response.writeWith(DataBufferUtils.outputStreamPublisher(
                out -> {
                    try {
                        application.streamTo(out);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                response.bufferFactory(),
                Schedulers.boundedElastic()::schedule));
    }

    @GetMapping("/later")
    Mono<String> later() {
        return Mono.fromCallable(application::resource).subscribeOn(Schedulers.single());
    }

    @GetMapping("/admin/{name}")
    String admin() {
        return application.adminResource();
    }

    @GetMapping("/either")
    String either(ServerWebExchange exchange) {
        Granted granted = exchange.getAttribute(ExchangeAuthenticator.GRANTED_ATTRIBUTE);
        return application.either(granted == null ? null : granted.principal().getName());
    }
}
