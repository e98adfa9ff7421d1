package io.keystile.conformance.webflux;

import io.keystile.Requirement;
import io.keystile.adapter.HttpResponses;
import io.keystile.adapter.Routes;
import io.keystile.conformance.ContractReport;
import io.keystile.spring.webflux.ApiKeyWebFilter;
import io.keystile.spring.webflux.ExchangeAuthenticator;
import io.keystile.testkit.ContractApplication;
import io.keystile.testkit.ContractServer;
import io.keystile.testkit.HttpContract;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/** The contract of the filter without Spring Security. */
class WebFilterContractTest extends HttpContract {
    /** The base paths of the servers, in the order in which they start. */
    private static final List<String> CONTEXT_PATHS = List.of("", "/app");

    private int started;

    @Override
    protected ContractServer start(ContractApplication application) {
        var authenticator = application.authenticator();
        return WebFluxServers.start(CONTEXT_PATHS.get(started++ % CONTEXT_PATHS.size()), context -> {
            context.registerBean(EarlierFieldsFilter.class, () -> new EarlierFieldsFilter(application));
            context.registerBean(
                    ApiKeyWebFilter.class,
                    () -> new ApiKeyWebFilter(
                            ExchangeAuthenticator.of(authenticator, HttpResponses.of(authenticator)), routes()));
            context.registerBean(ContractController.class, () -> new ContractController(application));
        });
    }

    private static Routes routes() {
        return Routes.protectAll()
                .open("GET /public")
                .open("GET /public/*")
                .optional("GET /either", Requirement.permission("flows:read"))
                .require("GET /flows/*", "flows:read")
                .require("POST /flows/*/execute", "flows:execute")
                .require("/dear", Requirement.validKey().withCost(2))
                .require("/free", Requirement.validKey().withCost(0))
                .require("/admin/**", "admin:all");
    }

    @AfterAll
    void report() throws IOException {
        ContractReport.write(getClass(), WebFluxServers.nameAndVersion(), "WebFlux filter", "HTTP/1.1");
    }
}
