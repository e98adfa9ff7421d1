package io.keystile.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.WorkspaceRecord;
import io.keystile.spring.webflux.ApiKeyWebFilter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.security.web.server.MatcherSecurityWebFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.WebFilterChainProxy;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import org.springframework.web.server.WebFilter;
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

    private static final ReactiveWebApplicationContextRunner SECURED = new ReactiveWebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(Contexts.all()))
            .withConfiguration(AutoConfigurations.of(
                    HttpHandlerAutoConfiguration.class,
                    WebFluxAutoConfiguration.class,
                    ReactiveWebSecurityAutoConfiguration.class))
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

    private static HttpStatusCode status(WebFilter filter, String path) {
        return status(filter, MockServerHttpRequest.get(path));
    }

    private static HttpStatusCode status(WebFilter filter, MockServerHttpRequest.BaseBuilder<?> request) {
        MockServerWebExchange exchange = MockServerWebExchange.from(
                request.remoteAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)));
        filter.filter(exchange, granted -> {
                    granted.getResponse().setStatusCode(HttpStatus.NO_CONTENT);
                    return Mono.empty();
                })
                .block(Duration.ofSeconds(20));
        return Objects.requireNonNull(exchange.getResponse().getStatusCode());
    }

    @Test
    void springSecurityReadsKeysWhereItIsThere() {
        SECURED.run(context -> {
            assertThat(context).doesNotHaveBean(ApiKeyWebFilter.class);
            WebFilterChainProxy security = context.getBean(WebFilterChainProxy.class);
            String key = context.getBean(ApiKeys.class)
                    .createWorkspace(
                            Actor.system("test"),
                            WorkspaceRecord.of("acme", "free"),
                            "live",
                            ApiKeySettings.named("test"))
                    .reveal();

            assertThat(status(security, "/flows")).isEqualTo(HttpStatus.UNAUTHORIZED);
            assertThat(status(security, "/open")).isEqualTo(HttpStatus.NO_CONTENT);
            assertThat(status(security, MockServerHttpRequest.post("/flows").header("Authorization", "Bearer " + key)))
                    .isEqualTo(HttpStatus.NO_CONTENT);
        });
    }

    @Test
    void namedPathsNeedKeysAndTheRestTheApplicationsChain() {
        SECURED.withPropertyValues("keystile.protected-paths=/api/**")
                .withBean("pages", SecurityWebFilterChain.class, WebFluxTest::denyAll)
                .run(context -> {
                    WebFilterChainProxy security = context.getBean(WebFilterChainProxy.class);

                    assertThat(status(security, "/api/flows")).isEqualTo(HttpStatus.UNAUTHORIZED);
                    assertThat(status(security, "/page")).isEqualTo(HttpStatus.FORBIDDEN);
                });
    }

    @Test
    void chainsThatReadNoKeysAreRefused() {
        SECURED.withBean("pages", SecurityWebFilterChain.class, WebFluxTest::denyAll)
                .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                        .startsWith("The property keystile.protected-paths is missing, and no SecurityWebFilterChain"));
    }

    @Test
    void settingsOfServletsAreRefused() {
        REACTIVE.withPropertyValues("keystile.console.path=/keys")
                .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                        .startsWith("The property keystile.console.path is set, but"));
        REACTIVE.withPropertyValues("keystile.cors.allowed-origins=https://app.example.com")
                .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                        .startsWith("The property keystile.cors.allowed-origins is set, but"));
    }

    private static SecurityWebFilterChain denyAll() {
        WebFilter denying = (exchange, chain) -> {
            exchange.getResponse().setStatusCode(HttpStatus.FORBIDDEN);
            return Mono.empty();
        };
        return new MatcherSecurityWebFilterChain(ServerWebExchangeMatchers.anyExchange(), List.of(denying));
    }

    @Test
    void namedPathsDoNotLeaveTheRestOpen() {
        SECURED.withPropertyValues("keystile.protected-paths=/api/**")
                .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                        .startsWith("The property keystile.protected-paths is set, and no SecurityWebFilterChain")
                        .contains("Define a SecurityWebFilterChain"));
    }
}
