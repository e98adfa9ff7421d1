package io.keystile.conformance.webflux;

import static io.keystile.testkit.TestKeys.ADMIN;
import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.Keystile;
import io.keystile.adapter.Routes;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.WorkspaceRecord;
import io.keystile.spring.security.reactive.ServerApiKeys;
import io.keystile.spring.webflux.ApiKeyWebFilter;
import io.keystile.spring.webflux.ExchangeAuthenticator;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.testkit.ContractServer;
import io.keystile.testkit.WireClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The code of docs/adapters.md for WebFlux. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebFluxGuideTest {
    private final Keystile keystile = Keystile.builder(new InMemoryApiKeyStore(), "pk")
            .environments("live")
            .build();

    static class FilterAlone {
        // begin
        @Bean
        ApiKeyWebFilter apiKeys(Keystile keystile) {
            Routes routes = Routes.protectAll().open("GET /health").require("GET /flows/**", "flows:read");
            return new ApiKeyWebFilter(keystile, routes);
        }
        // end
    }

    @EnableWebFluxSecurity
    static class Chain {
        // begin
        @Bean
        ExchangeAuthenticator apiKeys(Keystile keystile) {
            return ExchangeAuthenticator.of(keystile);
        }

        @Bean
        SecurityWebFilterChain api(ServerHttpSecurity http, ExchangeAuthenticator apiKeys) {
            return ServerApiKeys.of(apiKeys)
                    .addTo(http)
                    .authorizeExchange(calls -> calls.pathMatchers(HttpMethod.GET, "/health")
                            .permitAll()
                            .pathMatchers(HttpMethod.GET, "/flows/**")
                            .access(ServerApiKeys.hasPermission("flows:read"))
                            .anyExchange()
                            .authenticated())
                    .build();
        }
        // end
    }

    @RestController
    static class Flows {
        @GetMapping({"/health", "/flows/7"})
        String flow() {
            return "ok";
        }
    }

    @AfterAll
    void close() {
        keystile.close();
    }

    @BeforeAll
    void createWorkspace() {
        keystile.keys().createWorkspace(ADMIN, WorkspaceRecord.of("acme", "free"));
    }

    private String issue(String permission) {
        return keystile.keys()
                .issue(ADMIN, "acme", "live", ApiKeySettings.named("guide").withPermissions(permission))
                .reveal();
    }

    @ParameterizedTest
    @ValueSource(classes = {FilterAlone.class, Chain.class})
    void guideProtectsTheApplication(Class<?> configuration) throws Exception {
        ContractServer server = WebFluxServers.start("", context -> {
            context.registerBean(Keystile.class, () -> keystile, bean -> bean.setDestroyMethodName(""));
            context.register(configuration, Flows.class);
        });
        try {
            WireClient client = new WireClient(server.base());
            assertThat(client.get("/health").body()).isEqualTo("ok");
            assertThat(client.get("/flows/7").problemType()).endsWith(":key-required");
            assertThat(client.get("/flows/7", bearer(issue("flows:*"))).body()).isEqualTo("ok");
            assertThat(client.get("/flows/7", bearer(issue("other:read"))).problemType())
                    .endsWith(":permission-missing");
        } finally {
            server.stop().close();
        }
    }
}
