package io.keystile.conformance.webflux;

import static io.keystile.spring.security.reactive.ServerApiKeys.hasPermission;
import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.ApiKeyPrincipal;
import io.keystile.Decision;
import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.DenialReason;
import io.keystile.adapter.HttpResponses;
import io.keystile.adapter.Routes;
import io.keystile.model.ApiKeySettings;
import io.keystile.spring.security.ApiKeyPermissionsConfiguration;
import io.keystile.spring.security.reactive.ServerApiKeys;
import io.keystile.spring.webflux.ApiKeyWebFilter;
import io.keystile.spring.webflux.ExchangeAuthenticator;
import io.keystile.testkit.Answer;
import io.keystile.testkit.ContractServer;
import io.keystile.testkit.TestKeys;
import io.keystile.testkit.WireClient;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Base64;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableReactiveMethodSecurity;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.annotation.CurrentSecurityContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authorization.HttpStatusServerAccessDeniedHandler;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** What a chain of Spring Security guarantees beyond the contract. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecurityChainTest {
    private static final String COOKIE = "Cookie: SESSION=any";
    private static final String BASIC = "Authorization: Basic "
            + Base64.getEncoder().encodeToString("ann:secret".getBytes(StandardCharsets.US_ASCII));

    /** Whether the header was hidden from a filter between authentication and authorization, for each call. */
    private static final Queue<Boolean> HIDDEN = new ConcurrentLinkedQueue<>();

    private final TestKeys keys = new TestKeys();
    private final Queue<Decision> decisions = new ConcurrentLinkedQueue<>();
    private final ApiKeyAuthenticator authenticator = keys.authenticator()
            .inlineListener(event -> decisions.add(event.decision()))
            .build();
    private final ExchangeAuthenticator exchanges =
            ExchangeAuthenticator.of(authenticator, HttpResponses.of(authenticator));
    private ContractServer server;
    private WireClient client;

    @EnableWebFluxSecurity
    @EnableReactiveMethodSecurity
    @Import(ApiKeyPermissionsConfiguration.class)
    static class Security {
        @Bean
        SecurityWebFilterChain chain(ServerHttpSecurity http, ExchangeAuthenticator keys) {
            return ServerApiKeys.of(keys)
                    .addTo(http)
                    .httpBasic(Customizer.withDefaults())
                    .addFilterAfter(Security::observe, SecurityWebFiltersOrder.ANONYMOUS_AUTHENTICATION)
                    .authorizeExchange(calls -> calls.pathMatchers("/permitted")
                            .permitAll()
                            .pathMatchers("/matched")
                            .access(hasPermission("flows:read"))
                            .pathMatchers("/both/denied")
                            .access(hasPermission("chain:all"))
                            .pathMatchers("/authority")
                            .hasAuthority("flows:read")
                            .anyExchange()
                            .authenticated())
                    .build();
        }

        private static Mono<Void> observe(ServerWebExchange exchange, WebFilterChain chain) {
            if (exchange.getRequest().getPath().value().equals("/header")) {
                HIDDEN.add(!exchange.getRequest().getHeaders().containsHeader(HttpHeaders.AUTHORIZATION));
            }
            return chain.filter(exchange);
        }

        @Bean
        @Order(-1)
        SecurityWebFilterChain withoutOthers(ServerHttpSecurity http, ExchangeAuthenticator keys) {
            return ServerApiKeys.of(keys)
                    .routes(Routes.protectAll().require("/own/admin", "admin:all"))
                    .addTo(http.securityMatcher(new PathPatternParserServerWebExchangeMatcher("/own/**")))
                    .exceptionHandling(handling ->
                            handling.accessDeniedHandler(new HttpStatusServerAccessDeniedHandler(HttpStatus.NOT_FOUND)))
                    .authorizeExchange(calls -> calls.anyExchange().authenticated())
                    .build();
        }

        /** Before the chain, with the same authenticator, on one path. */
        @Bean
        @Order(-200)
        ApiKeyWebFilter filterAsWell(ExchangeAuthenticator keys) {
            return new ApiKeyWebFilter(
                    keys,
                    Routes.protectAll()
                            .open("/**")
                            .require("/both", "both:all")
                            .require("/both/denied", "both:all")
                            .require("/own/admin", "both:all"));
        }

        @Bean
        MapReactiveUserDetailsService users() {
            return new MapReactiveUserDetailsService(User.withUsername("ann")
                    .password("{noop}secret")
                    .authorities("flows:read")
                    .build());
        }
    }

    @RestController
    static class Api {
        @GetMapping({"/permitted", "/matched", "/authority", "/both"})
        Mono<String> caller(ServerWebExchange exchange) {
            return exchange.getPrincipal().map(Principal::getName).defaultIfEmpty("nobody");
        }

        @PostMapping("/permitted")
        String write() {
            return "written";
        }

        @GetMapping("/method")
        @PreAuthorize("hasAuthority('flows:execute')")
        Mono<String> method() {
            return Mono.just("executed");
        }

        @GetMapping("/permission")
        @PreAuthorize("hasPermission('flows:read')")
        Mono<String> permission() {
            return Mono.just("permitted");
        }

        @GetMapping("/principal")
        Mono<String> principal(@AuthenticationPrincipal ApiKeyPrincipal key, ServerWebExchange exchange) {
            return exchange.getPrincipal().map(same -> key.getName() + " " + same.getName());
        }

        @GetMapping("/token")
        Mono<String> token(Authentication token, @CurrentSecurityContext SecurityContext context) {
            return Mono.deferContextual(reactor -> Mono.just(String.join(
                    " ",
                    token.getName(),
                    Objects.requireNonNull(context.getAuthentication()).getName(),
                    reactor.get(Granted.class).principal().getName(),
                    token.getAuthorities().toString())));
        }

        @GetMapping("/header")
        String header(@RequestHeader(HttpHeaders.AUTHORIZATION) String authorization) {
            return authorization;
        }

        @GetMapping("/session")
        Mono<String> session(ServerWebExchange exchange) {
            return exchange.getSession().map(session -> "started " + session.isStarted());
        }

        @GetMapping("/own/denied")
        @PreAuthorize("denyAll()")
        Mono<String> ownDenied() {
            return Mono.just("never");
        }

        @GetMapping("/own/failure")
        Mono<String> ownFailure() {
            return Mono.error(new BadCredentialsException("of the application"));
        }
    }

    @BeforeAll
    void start() {
        server = WebFluxServers.start("", context -> {
            context.registerBean(ExchangeAuthenticator.class, () -> exchanges);
            context.register(Security.class, Api.class);
        });
        client = new WireClient(server.base());
    }

    @AfterAll
    void stop() throws Exception {
        server.stop().close();
        authenticator.close();
    }

    private String twoAMinute(String... permissions) {
        return keys.issue("two-a-minute", ApiKeySettings.named("test").withPermissions(permissions));
    }

    private void assertRemaining(String key, int remaining) {
        Answer answer = client.get("/permitted", bearer(key));
        assertThat(answer.status()).as(answer.raw()).isEqualTo(200);
        assertThat(answer.header("RateLimit")).first().asString().contains(";r=" + remaining + ";");
    }

    private static void assertMissing(Answer answer, String permission) {
        assertThat(answer.status()).as(answer.raw()).isEqualTo(403);
        assertThat(answer.header("WWW-Authenticate"))
                .singleElement()
                .asString()
                .contains("error=\"insufficient_scope\"", "scope=\"" + permission + "\"");
        assertThat(answer.header("RateLimit")).isEmpty();
    }

    @Test
    void callDeniedByMethodSecurityGetsItsChargeBack() {
        String key = twoAMinute("flows:read");

        assertMissing(client.get("/method", bearer(key)), "flows:execute");

        assertThat(decisions)
                .last()
                .isInstanceOfSatisfying(
                        Denied.class, denied -> assertThat(denied.reason()).isEqualTo(DenialReason.PERMISSION_MISSING));
        assertRemaining(key, 1);
    }

    @Test
    void callDeniedByAMatcherIsNotCharged() {
        String key = twoAMinute("other:read");

        assertMissing(client.get("/matched", bearer(key)), "flows:read");

        assertRemaining(key, 1);
    }

    @Test
    void matcherOfAnAuthorityDeniesWithoutNamingIt() {
        Answer answer = client.get("/authority", bearer(keys.issue("other:read")));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("WWW-Authenticate"))
                .singleElement()
                .asString()
                .contains("error=\"insufficient_scope\"");
    }

    @Test
    void wildcardOfAKeyMeetsAMatcher() {
        assertThat(client.get("/matched", bearer(keys.issue("flows:*"))).status())
                .isEqualTo(200);
    }

    @Test
    void wildcardOfAKeyMeetsMethodSecurity() {
        assertThat(client.get("/method", bearer(keys.issue("flows:*"))).body()).isEqualTo("executed");
        assertThat(client.get("/permission", bearer(keys.issue("flows:*"))).body())
                .isEqualTo("permitted");
        assertMissing(client.get("/permission", bearer(keys.issue("other:*"))), "flows:read");
    }

    @Test
    void keyIsTheCallerEverywhere() {
        String key = keys.issue("flows:read");
        String id = keys.idOf(key).value();

        assertThat(client.get("/principal", bearer(key)).body()).isEqualTo(id + " " + id);
        assertThat(client.get("/token", bearer(key)).body()).isEqualTo(id + " " + id + " " + id + " [flows:read]");
    }

    @Test
    void headerThatIsHiddenFromOtherFiltersIsShownToTheApplication() {
        String key = keys.issue();

        assertThat(client.get("/header", bearer(key)).body()).isEqualTo("Bearer " + key);
        assertThat(HIDDEN).containsOnly(true);
    }

    @Test
    void callWithAKeyStartsNoSession() {
        Answer answer = client.get("/session", bearer(keys.issue()));

        assertThat(answer.body()).isEqualTo("started false");
        assertThat(answer.header("Set-Cookie")).isEmpty();
    }

    @Test
    void callWithoutAKeyGoesOnToOtherCredentials() {
        assertThat(client.get("/matched", BASIC).body()).isEqualTo("ann");
        assertThat(client.get("/permitted").body()).isEqualTo("nobody");
        assertThat(client.get("/matched").problemType()).endsWith(":key-required");
    }

    @Test
    void wrongKeyIsDeniedOnAPathThatTheChainPermits() {
        assertThat(client.get("/permitted", bearer(keys.unknown())).problemType())
                .endsWith(":invalid-key");
    }

    @Test
    void callWithAKeyNeedsNoCsrfToken() {
        assertThat(client.send("POST", "/permitted", "", bearer(keys.issue()), COOKIE)
                        .body())
                .isEqualTo("written");
        Answer withCookie = client.send("POST", "/permitted", "", COOKIE);
        assertThat(withCookie.status()).isEqualTo(403);
        assertThat(withCookie.body()).isEqualTo("Access Denied");
        assertThat(client.send("POST", "/permitted", "").problemType()).endsWith(":key-required");
    }

    @Test
    void bothFiltersCountOnce() {
        String key = twoAMinute("both:all");

        Answer answer = client.get("/both", bearer(key));

        assertThat(answer.body()).isEqualTo(keys.idOf(key).value());
        assertThat(answer.header("RateLimit")).singleElement().asString().contains(";r=1;");
        assertRemaining(key, 0);
    }

    @Test
    void callThatTheFilterGrantsAndTheChainDeniesGetsItsChargeBack() {
        String key = twoAMinute("both:all");

        assertMissing(client.get("/both/denied", bearer(key)), "chain:all");

        assertRemaining(key, 1);
    }

    @Test
    void requirementOfTheChainHoldsForACallThatTheFilterGrants() {
        assertMissing(client.get("/own/admin", bearer(keys.issue("both:all"))), "admin:all");
    }

    @Test
    void callDeniedByAHandlerOfTheApplicationGetsItsChargeBack() {
        String key = twoAMinute();

        assertThat(client.get("/own/denied", bearer(key)).status()).isEqualTo(404);

        assertRemaining(key, 1);
    }

    @Test
    void failedAuthenticationOfTheApplicationIsNotTheKeys() {
        Answer answer = client.get("/own/failure", bearer(keys.issue()));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.header("RateLimit")).isNotEmpty();
    }
}
