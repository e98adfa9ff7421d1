package io.keystile.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.spring.webflux.ApiKeyWebFilter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;

/** The filter of a reactive application. */
class WebFluxTest {
    private static final ReactiveWebApplicationContextRunner REACTIVE = new ReactiveWebApplicationContextRunner()
            .withClassLoader(new FilteredClassLoader("org.springframework.security"))
            .withConfiguration(AutoConfigurations.of(Contexts.all()))
            .withPropertyValues(
                    "keystile.brand=pk",
                    "keystile.environments=live",
                    "keystile.store.type=memory",
                    "keystile.public-paths=/open");

    @Test
    void pathsNeedAKeyUnlessTheyAreOpen() {
        REACTIVE.run(context -> {
            ApiKeyWebFilter filter = context.getBean(ApiKeyWebFilter.class);

            assertThat(status(filter, "/flows")).isEqualTo(HttpStatus.UNAUTHORIZED);
            assertThat(status(filter, "/open")).isEqualTo(HttpStatus.NO_CONTENT);
            assertThat(status(filter, "/error")).isEqualTo(HttpStatus.NO_CONTENT);
        });
    }

    private static HttpStatusCode status(ApiKeyWebFilter filter, String path) {
        MockServerWebExchange exchange = MockServerWebExchange.from(
                MockServerHttpRequest.get(path).remoteAddress(new InetSocketAddress("127.0.0.1", 1)));
        filter.filter(exchange, granted -> {
                    granted.getResponse().setStatusCode(HttpStatus.NO_CONTENT);
                    return Mono.empty();
                })
                .block(Duration.ofSeconds(20));
        return Objects.requireNonNull(exchange.getResponse().getStatusCode());
    }

    @Test
    void rewrittenAddressesAreRefusedWithTheRemedy() {
        REACTIVE.withPropertyValues("server.forward-headers-strategy=framework")
                .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                        .startsWith("The property server.forward-headers-strategy is framework"));
    }
}
