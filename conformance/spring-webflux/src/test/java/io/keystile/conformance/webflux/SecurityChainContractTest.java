package io.keystile.conformance.webflux;

import static io.keystile.spring.security.reactive.ServerApiKeys.hasPermission;

import io.keystile.Requirement;
import io.keystile.adapter.HttpResponses;
import io.keystile.adapter.Routes;
import io.keystile.conformance.ContractReport;
import io.keystile.spring.security.reactive.ServerApiKeys;
import io.keystile.spring.webflux.ExchangeAuthenticator;
import io.keystile.testkit.ContractApplication;
import io.keystile.testkit.ContractServer;
import io.keystile.testkit.HttpContract;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.HeaderSpec.CacheSpec;
import org.springframework.security.web.server.SecurityWebFilterChain;

/** The contract of a chain of Spring Security. The chain requires permissions, and routes set the costs. */
class SecurityChainContractTest extends HttpContract {
    /** The base paths of the servers, in the order in which they start. */
    private static final List<String> CONTEXT_PATHS = List.of("", "/app");

    private int started;

    @EnableWebFluxSecurity
    static class Security {
        @Bean
        ExchangeAuthenticator keys(ContractApplication application) {
            var authenticator = application.authenticator();
            return ExchangeAuthenticator.of(authenticator, HttpResponses.of(authenticator));
        }

        @Bean
        SecurityWebFilterChain chain(ServerHttpSecurity http, ExchangeAuthenticator keys) {
            return ServerApiKeys.of(keys)
                    .routes(Routes.protectAll()
                            .open("GET /public")
                            .open("GET /public/*")
                            .optional("GET /either", Requirement.permission("flows:read"))
                            .require("/dear", Requirement.validKey().withCost(2))
                            .require("/free", Requirement.validKey().withCost(0)))
                    .addTo(http)
                    // Spring Security would declare every response without Cache-Control uncacheable.
                    .headers(headers -> headers.cache(CacheSpec::disable))
                    .authorizeExchange(calls -> calls.pathMatchers(HttpMethod.GET, "/public", "/public/*", "/either")
                            .permitAll()
                            .pathMatchers("/flows/*")
                            .access(hasPermission("flows:read"))
                            .pathMatchers("/flows/*/execute")
                            .access(hasPermission("flows:execute"))
                            .pathMatchers("/admin/**")
                            .access(hasPermission("admin:all"))
                            .anyExchange()
                            .authenticated())
                    .build();
        }
    }

    @Override
    protected ContractServer start(ContractApplication application) {
        return WebFluxServers.start(CONTEXT_PATHS.get(started++ % CONTEXT_PATHS.size()), context -> {
            context.registerBean(ContractApplication.class, () -> application);
            context.registerBean(EarlierFieldsFilter.class, () -> new EarlierFieldsFilter(application));
            context.register(Security.class);
            context.registerBean(ContractController.class, () -> new ContractController(application));
        });
    }

    @AfterAll
    void report() throws IOException {
        ContractReport.write(
                getClass(), WebFluxServers.nameAndVersion(), "WebFlux chain of Spring Security", "HTTP/1.1");
    }
}
