package io.keystile.conformance.webflux;

import static io.keystile.testkit.TestKeys.apiKey;
import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.adapter.HttpResponses;
import io.keystile.adapter.Routes;
import io.keystile.model.ApiKeySettings;
import io.keystile.spring.webflux.ApiKeyWebFilter;
import io.keystile.spring.webflux.ExchangeAuthenticator;
import io.keystile.testkit.Answer;
import io.keystile.testkit.TestKeys;
import io.keystile.testkit.WireClient;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Spring Cloud Gateway in front of two services, which learn the caller from it and never see a key. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayTest {
    private final TestKeys keys = new TestKeys();
    private final ApiKeyAuthenticator authenticator = keys.authenticator().build();
    /** What the services received: their name, the path, the caller, and each credential. */
    private final Queue<String> received = new ConcurrentLinkedQueue<>();

    private DisposableServer flows;
    private DisposableServer billing;
    private ConfigurableApplicationContext gateway;
    private WireClient client;

    /** The services behind the gateway. */
    record Services(String flows, String billing) {}

    // begin
    @EnableAutoConfiguration
    static class Gateway {
        @Bean
        ApiKeyWebFilter apiKeys(ExchangeAuthenticator authenticator) {
            return new ApiKeyWebFilter(authenticator, Routes.protectAll().require("/billing/**", "billing:read"));
        }

        @Bean
        RouteLocator routes(RouteLocatorBuilder routes, Services services) {
            return routes.routes()
                    .route(
                            "flows",
                            route -> route.path("/flows/**")
                                    .filters(filters -> filters.filter(Gateway::passTheCallerOn))
                                    .uri(services.flows()))
                    .route(
                            "billing",
                            route -> route.path("/billing/**")
                                    .filters(filters -> filters.filter(Gateway::passTheCallerOn))
                                    .uri(services.billing()))
                    .build();
        }

        /** Replaces the key by the caller's id, which services take only from the gateway. */
        private static Mono<Void> passTheCallerOn(ServerWebExchange exchange, GatewayFilterChain chain) {
            return exchange.getPrincipal()
                    .flatMap(caller -> chain.filter(exchange.mutate()
                            .request(request -> request.headers(headers -> {
                                headers.remove("Authorization");
                                headers.remove("X-API-Key");
                                headers.set("X-Caller", caller.getName());
                            }))
                            .build()));
        }
    }
    // end

    private DisposableServer service(String name) {
        return HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> {
                    var headers = request.requestHeaders();
                    received.add(name + " " + request.uri() + " " + headers.getAll("X-Caller")
                            + headers.getAll("Authorization") + headers.getAll("X-API-Key"));
                    return response.header("RateLimit", "\"of-the-service\";r=5;t=1")
                            .sendString(Mono.just(name));
                })
                .bindNow();
    }

    private static String url(DisposableServer service) {
        return "http://127.0.0.1:" + service.port();
    }

    @BeforeAll
    void start() {
        flows = service("flows");
        billing = service("billing");
        gateway = new SpringApplicationBuilder(Gateway.class)
                .web(WebApplicationType.REACTIVE)
                .bannerMode(Banner.Mode.OFF)
                .properties("server.port=0", "server.address=127.0.0.1")
                .initializers(context -> {
                    var beans = context.getBeanFactory();
                    beans.registerSingleton("services", new Services(url(flows), url(billing)));
                    beans.registerSingleton(
                            "authenticator", ExchangeAuthenticator.of(authenticator, HttpResponses.of(authenticator)));
                })
                .run();
        client = new WireClient(
                URI.create("http://127.0.0.1:" + gateway.getEnvironment().getProperty("local.server.port")));
    }

    @AfterAll
    void stop() {
        gateway.close();
        flows.disposeNow();
        billing.disposeNow();
        authenticator.close();
    }

    @BeforeEach
    void forget() {
        received.clear();
    }

    @Test
    void serviceLearnsTheCallerAndSeesNoKey() {
        String key = keys.issue("billing:read");
        String id = keys.idOf(key).value();

        assertThat(client.get("/flows/7", bearer(key)).body()).isEqualTo("flows");
        assertThat(client.get("/billing/sum", apiKey(key), "X-Caller: somebody").body())
                .isEqualTo("billing");

        assertThat(received)
                .containsExactly("flows /flows/7 [" + id + "][][]", "billing /billing/sum [" + id + "][][]");
    }

    @Test
    void gatewayDeniesBeforeAServiceIsCalled() {
        assertThat(client.get("/flows/7").problemType()).endsWith(":key-required");
        assertThat(client.get("/billing/sum", bearer(keys.issue("flows:read"))).problemType())
                .endsWith(":permission-missing");
        assertThat(client.get("/nowhere").status()).isEqualTo(401);
        assertThat(received).isEmpty();
    }

    @Test
    void limitOfTheGatewayIsTheOneAnnounced() {
        String key = keys.issue("two-a-minute", ApiKeySettings.named("test"));

        Answer answer = client.get("/flows/7", bearer(key));

        assertThat(answer.header("RateLimit")).singleElement().asString().startsWith("\"per-minute\";r=1;");
        client.get("/flows/7", bearer(key));
        assertThat(client.get("/flows/7", bearer(key)).status()).isEqualTo(429);
        assertThat(received).hasSize(2);
    }
}
