package io.keystile.spring.security;

import static io.keystile.spring.security.ApiKeyConfigurer.apiKeys;
import static io.keystile.testkit.TestKeys.apiKey;
import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthEvent;
import io.keystile.Requirement;
import io.keystile.adapter.HttpResponses;
import io.keystile.adapter.Routes;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeySettings;
import io.keystile.servlet.ApiKeyFilter;
import io.keystile.testkit.Answer;
import io.keystile.testkit.TestKeys;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/** The supported combinations, as applications configure them. */
class CombinationsTest {
    private static final String BROWSER = "Accept: text/html";

    private final TestKeys keys = new TestKeys();
    private final List<AuthEvent> events = new CopyOnWriteArrayList<>();
    private final ApiKeyAuthenticator authenticator = keys.authenticator()
            .ignoreOtherBearerTokens()
            .inlineListener(events::add)
            .build();

    private SecurityServer start(Class<?> configuration, Consumer<ServletContext> before) throws Exception {
        return new SecurityServer(Map.of("authenticator", authenticator), before, Application.class, configuration);
    }

    private SecurityServer start(Class<?> configuration) throws Exception {
        return start(configuration, context -> {});
    }

    private String id(String key) {
        return keys.idOf(key).value();
    }

    private String twoAMinute(String... permissions) {
        return keys.issue("two-a-minute", ApiKeySettings.named("test").withPermissions(permissions));
    }

    private static int remaining(Answer answer) {
        assertThat(answer.header("RateLimit")).as(answer.raw()).hasSize(1);
        return Integer.parseInt(answer.header("RateLimit").get(0).replaceFirst(".*r=(\\d+);.*", "$1"));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebMvc
    @Import(FlowsController.class)
    static class Application {
        @Bean
        UserDetailsService people() {
            return new InMemoryUserDetailsManager(User.withUsername("ada")
                    .password("{noop}secret")
                    .authorities("flows:read")
                    .build());
        }
    }

    /** An application whose callers all have keys. */
    @Configuration(proxyBeanMethods = false)
    @EnableWebSecurity
    @EnableMethodSecurity
    @Import(ApiKeyPermissionsConfiguration.class)
    static class KeysAlone {
        @Bean
        SecurityFilterChain chain(HttpSecurity http, ApiKeyAuthenticator authenticator) {
            return http.with(apiKeys(authenticator), withDefaults())
                    .authorizeHttpRequests(requests -> requests.requestMatchers("/open/**")
                            .permitAll()
                            .requestMatchers("/api/flows")
                            .hasAuthority("flows:read")
                            .anyRequest()
                            .authenticated())
                    .csrf(csrf -> csrf.disable())
                    .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                    .build();
        }
    }

    @Test
    void chainOfKeysAloneCreatesNoSession() throws Exception {
        try (SecurityServer server = start(KeysAlone.class)) {
            String reader = keys.issue("flows:*");

            assertThat(server.get("/api/flows", bearer(reader)).body()).isEqualTo(id(reader));
            for (Answer denied :
                    List.of(server.get("/api/flows"), server.get("/page", BROWSER), server.post("/api/change"))) {
                assertThat(denied.status()).as(denied.raw()).isEqualTo(401);
                assertThat(denied.problemType()).endsWith(":key-required");
                assertThat(denied.header("WWW-Authenticate")).hasSize(2);
                assertThat(denied.header("Set-Cookie")).isEmpty();
            }
        }
    }

    /** Keys for the API, and a form to log in for the pages, on chains of their own. */
    @Configuration(proxyBeanMethods = false)
    @EnableWebSecurity
    @EnableMethodSecurity
    @Import(ApiKeyPermissionsConfiguration.class)
    static class ChainOfTheirOwn {
        @Bean
        @Order(1)
        SecurityFilterChain api(HttpSecurity http, ApiKeyAuthenticator authenticator) {
            return http.securityMatcher("/api/**")
                    .with(apiKeys(authenticator), withDefaults())
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .csrf(csrf -> csrf.disable())
                    .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                    .build();
        }

        @Bean
        @Order(2)
        SecurityFilterChain pages(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .formLogin(withDefaults())
                    .build();
        }
    }

    @Test
    void keysAreForTheApiAndTheLogInIsForPages() throws Exception {
        try (SecurityServer server = start(ChainOfTheirOwn.class)) {
            String reader = keys.issue("flows:read");
            String session = server.logIn();

            assertThat(server.get("/api/who", bearer(reader)).body()).isEqualTo(id(reader));
            assertThat(server.get("/api/who", session).status()).isEqualTo(401);
            assertThat(server.get("/page", session).body()).isEqualTo("ada");
            assertThat(server.get("/page", BROWSER, bearer(reader)).status()).isEqualTo(302);
        }
    }

    /** Keys and other Bearer tokens on one chain. */
    @Configuration(proxyBeanMethods = false)
    @EnableWebSecurity
    @EnableMethodSecurity
    @Import(ApiKeyPermissionsConfiguration.class)
    static class BesideAResourceServer {
        @Bean
        SecurityFilterChain chain(HttpSecurity http, ApiKeyAuthenticator authenticator) {
            return http.with(apiKeys(authenticator), withDefaults())
                    .oauth2ResourceServer(server -> server.opaqueToken(withDefaults()))
                    .authorizeHttpRequests(requests -> requests.requestMatchers("/api/admin")
                            .hasAuthority("admin:all")
                            .anyRequest()
                            .authenticated())
                    .build();
        }

        @Bean
        OpaqueTokenIntrospector introspector() {
            return token -> new DefaultOAuth2AuthenticatedPrincipal(
                    "grace", Map.of("sub", "grace"), AuthorityUtils.createAuthorityList("flows:read"));
        }
    }

    @Test
    void otherBearerTokensGoOnToTheResourceServer() throws Exception {
        try (SecurityServer server = start(BesideAResourceServer.class)) {
            String reader = twoAMinute("flows:read");

            assertThat(server.get("/api/who", bearer("eyJhbGciOi.x.y")).body()).isEqualTo("grace");
            assertThat(server.get("/api/who", bearer(reader)).body()).isEqualTo(id(reader));
            assertThat(server.get("/api/admin", bearer("eyJhbGciOi.x.y")).status())
                    .isEqualTo(403);
            assertThat(server.get("/api/admin", bearer(reader)).problemType()).endsWith(":permission-missing");
            assertThat(server.get("/api/who").problemType()).endsWith(":key-required");
            assertThat(remaining(server.get("/api/who", bearer(reader)))).isZero();
        }
    }

    /** Costs, and paths on which no key is read. */
    @Configuration(proxyBeanMethods = false)
    @EnableWebSecurity
    @EnableMethodSecurity
    @Import(ApiKeyPermissionsConfiguration.class)
    static class WithRoutes {
        @Bean
        SecurityFilterChain chain(HttpSecurity http, ApiKeyAuthenticator authenticator) {
            Routes routes = Routes.admitAll()
                    .open("GET /open/who")
                    .open("GET /page")
                    .optional("/api/flows", Requirement.validKey().withCost(2))
                    .require("/api/admin", "admin:all");
            return http.with(
                            apiKeys(authenticator),
                            keys -> keys.routes(routes)
                                    .responses(HttpResponses.of(authenticator).withLegacyQuotaFields()))
                    .authorizeHttpRequests(requests -> requests.requestMatchers("/open/**")
                            .permitAll()
                            .anyRequest()
                            .authenticated())
                    .httpBasic(withDefaults())
                    .build();
        }
    }

    @Test
    void routesStateCostsAndWhatOnlyKeysMayDo() throws Exception {
        try (SecurityServer server = start(WithRoutes.class)) {
            String basic = "Authorization: Basic YWRhOnNlY3JldA==";
            String key = twoAMinute();

            Answer answer = server.get("/api/flows", bearer(key));
            assertThat(remaining(answer)).isZero();
            assertThat(answer.header("X-RateLimit-Remaining")).containsExactly("0");
            assertThat(server.get("/api/who", bearer(key)).status()).isEqualTo(429);
            Answer open = server.get("/open/who", bearer(key));
            assertThat(open.body()).isEqualTo("anonymousUser");
            assertThat(open.header("RateLimit")).isEmpty();

            events.clear();
            for (String ignored : List.of(key, keys.unknown())) {
                assertThat(server.get("/page", bearer(ignored)).problemType())
                        .as("open for keys, but closed by the chain")
                        .endsWith(":key-required");
            }
            assertThat(events).isEmpty();

            assertThat(server.get("/api/flows", basic).body()).isEqualTo("ada");
            assertThat(server.get("/api/admin", basic).problemType()).endsWith(":key-required");
            assertThat(server.get("/api/admin", apiKey(keys.issue("admin:*"))).status())
                    .isEqualTo(200);
            assertThat(server.get("/api/admin", apiKey(keys.issue("flows:*"))).problemType())
                    .endsWith(":permission-missing");
        }
    }

    @Test
    void requestThatTheServletFilterGrantedCountsOnce() throws Exception {
        Consumer<ServletContext> filter = context -> {
            SecurityServer.filterAll(context, "keystile", new ApiKeyFilter(authenticator, Routes.protectAll()));
            SecurityServer.filterAll(
                    context,
                    "hides the key",
                    (request, response, chain) -> chain.doFilter(
                            new HttpServletRequestWrapper((HttpServletRequest) request) {
                                @Override
                                public Enumeration<String> getHeaders(String name) {
                                    return name.equals("X-API-Key")
                                            ? Collections.emptyEnumeration()
                                            : super.getHeaders(name);
                                }
                            },
                            response));
        };
        try (SecurityServer server = start(KeysAlone.class, filter)) {
            String key = twoAMinute("flows:*");

            Answer answer = server.get("/api/identity", bearer(key));

            assertThat(answer.body())
                    .startsWith("two-a-minute ApiKeyAuthenticationToken null [flows:*] " + id(key))
                    .contains(" Bearer true false ");
            assertThat(remaining(answer)).isEqualTo(1);
            assertThat(events).hasSize(1);
            assertThat(server.get("/api/flows", bearer(key)).body()).isEqualTo(id(key));
            assertThat(server.get("/api/who", apiKey(keys.issue())).status())
                    .as("the grant counts")
                    .isEqualTo(200);
            assertThat(server.get("/open/who").status()).isEqualTo(401);
        }
    }

    /** An application with a filter that continues a request later. */
    @Configuration(proxyBeanMethods = false)
    @EnableWebSecurity
    @EnableMethodSecurity
    @Import(ApiKeyPermissionsConfiguration.class)
    static class WithAFilterThatWaits {
        @Bean
        SecurityFilterChain chain(HttpSecurity http, ApiKeyAuthenticator authenticator, TestKeys keys) {
            return http.with(apiKeys(authenticator), withDefaults())
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .addFilterBefore(
                            (request, response, chain) -> {
                                if (request.getDispatcherType() == DispatcherType.ASYNC) {
                                    chain.doFilter(request, response);
                                    return;
                                }
                                keys.manager().revoke(TestKeys.ADMIN, new KeyId(FlowsController.caller()), "test");
                                request.startAsync().dispatch();
                            },
                            AuthorizationFilter.class)
                    .build();
        }
    }

    @Test
    void keyThatIsRevokedBeforeTheCallIsGrantedIsDenied() throws Exception {
        try (SecurityServer server = new SecurityServer(
                Map.of("authenticator", authenticator, "keys", keys),
                context -> {},
                Application.class,
                WithAFilterThatWaits.class)) {
            Answer answer = server.get("/api/who", bearer(keys.issue()));

            assertThat(answer.status()).as(answer.raw()).isEqualTo(401);
            assertThat(answer.problemType()).endsWith(":key-revoked");
        }
    }

    /** An application that answers denied calls itself. */
    @Configuration(proxyBeanMethods = false)
    @EnableWebSecurity
    @EnableMethodSecurity
    @Import(ApiKeyPermissionsConfiguration.class)
    static class WithItsOwnHandler {
        @Bean
        SecurityFilterChain chain(HttpSecurity http, ApiKeyAuthenticator authenticator) {
            return http.with(apiKeys(authenticator), withDefaults())
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .exceptionHandling(handling ->
                            handling.accessDeniedHandler((request, response, denied) -> response.setStatus(409)))
                    .build();
        }
    }

    @Test
    void costIsGivenBackAlsoIfTheApplicationHandlesTheDenial() throws Exception {
        try (SecurityServer server = start(WithItsOwnHandler.class)) {
            String key = twoAMinute();

            for (int i = 0; i < 3; i++) {
                assertThat(server.get("/api/secured/read", bearer(key)).status())
                        .isEqualTo(409);
            }

            assertThat(remaining(server.get("/api/who", bearer(key)))).isEqualTo(1);
        }
    }

    /** A configuration that forgets {@link ApiKeyPermissionsConfiguration}. */
    @Configuration(proxyBeanMethods = false)
    @EnableWebSecurity
    @EnableMethodSecurity
    static class WithoutWildcards {
        @Bean
        SecurityFilterChain chain(HttpSecurity http, ApiKeyAuthenticator authenticator) {
            return new KeysAlone().chain(http, authenticator);
        }
    }

    @Test
    void withoutTheBeansAWildcardIsNoMoreThanItsText() throws Exception {
        try (SecurityServer server = start(WithoutWildcards.class)) {
            assertThat(server.get("/api/flows", bearer(keys.issue("flows:read")))
                            .status())
                    .isEqualTo(200);
            assertThat(server.get("/api/flows", bearer(keys.issue("flows:*"))).status())
                    .isEqualTo(403);
        }
    }
}
