package io.keystile.spring.security;

import static io.keystile.spring.security.ApiKeyConfigurer.apiKeys;
import static io.keystile.testkit.TestKeys.apiKey;
import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.springframework.security.config.Customizer.withDefaults;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthEvent;
import io.keystile.Decision.Denied;
import io.keystile.DenialReason;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Permission;
import io.keystile.model.PermissionSet;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.testkit.Answer;
import io.keystile.testkit.TestKeys;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.security.authentication.DefaultAuthenticationEventPublisher;
import org.springframework.security.authentication.event.AbstractAuthenticationEvent;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/** Keys beside form log-in, HTTP Basic and a resource server on one chain. */
class ApiKeySecurityTest {
    private static final TestKeys KEYS = new TestKeys();
    private static final List<AuthEvent> EVENTS = new CopyOnWriteArrayList<>();
    private static final String TOKEN = "Authorization: Bearer eyJhbGciOi.token-of-grace";
    private static final String BASIC = "Authorization: Basic "
            + Base64.getEncoder().encodeToString("ada:secret".getBytes(StandardCharsets.US_ASCII));
    private static final String BROWSER = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";

    private static SecurityServer server;

    private final String reader = KEYS.issue("flows:read");
    private final String everyFlow = KEYS.issue("flows:*");

    @Configuration(proxyBeanMethods = false)
    @EnableWebMvc
    @EnableWebSecurity
    @EnableMethodSecurity
    @Import({ApiKeyPermissionsConfiguration.class, FlowsController.class})
    static class Security {
        static final List<AbstractAuthenticationEvent> SEEN = new CopyOnWriteArrayList<>();

        @Bean
        SecurityFilterChain chain(HttpSecurity http, ApiKeyAuthenticator authenticator) {
            return http.authorizeHttpRequests(requests -> requests.requestMatchers("/open/**", "/error")
                            .permitAll()
                            .requestMatchers("/api/flows")
                            .hasAuthority("flows:read")
                            .requestMatchers("/api/flows/all")
                            .hasAllAuthorities("flows:read", "flows:write")
                            .requestMatchers("/api/flows/any")
                            .hasAnyAuthority("flows:write", "admin:all")
                            .requestMatchers("/api/admin")
                            .hasAuthority("admin:all")
                            .requestMatchers("/api/people")
                            .hasRole("PERSON")
                            .anyRequest()
                            .authenticated())
                    .oauth2ResourceServer(server -> server.opaqueToken(withDefaults()))
                    .httpBasic(withDefaults())
                    .formLogin(withDefaults())
                    .with(apiKeys(authenticator), withDefaults())
                    .build();
        }

        @Bean
        OpaqueTokenIntrospector introspector() {
            return token -> {
                if (!token.endsWith("token-of-grace")) {
                    throw new BadOpaqueTokenException("unknown");
                }
                return new DefaultOAuth2AuthenticatedPrincipal(
                        "grace", Map.of("sub", "grace"), AuthorityUtils.createAuthorityList("flows:read"));
            };
        }

        @Bean
        UserDetailsService people() {
            return new InMemoryUserDetailsManager(User.withUsername("ada")
                    .password("{noop}secret")
                    .authorities("flows:read", "ROLE_PERSON")
                    .build());
        }

        @Bean
        DefaultAuthenticationEventPublisher publisher(ApplicationEventPublisher applicationEvents) {
            return new DefaultAuthenticationEventPublisher(applicationEvents);
        }

        @EventListener
        void saw(AbstractAuthenticationEvent event) {
            SEEN.add(event);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        ApiKeyAuthenticator authenticator = KEYS.authenticator()
                .ignoreOtherBearerTokens()
                .inlineListener(EVENTS::add)
                .build();
        server = new SecurityServer(Map.of("authenticator", authenticator), context -> {}, Security.class);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static String id(String key) {
        return KEYS.idOf(key).value();
    }

    private static void assertRunsAs(Answer answer, String name) {
        assertThat(answer.status()).as(answer.raw()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(name);
    }

    private static void assertPermissionMissing(Answer answer, String challengeEnd) {
        assertThat(answer.status()).as(answer.raw()).isEqualTo(403);
        assertThat(answer.problemType()).endsWith(":permission-missing");
        assertThat(answer.header("WWW-Authenticate"))
                .singleElement()
                .asString()
                .contains("error=\"insufficient_scope\"")
                .endsWith(challengeEnd);
        assertThat(answer.header("Cache-Control")).containsExactly("no-store");
        assertThat(answer.header("RateLimit")).isEmpty();
        assertThat(answer.header("RateLimit-Policy")).isEmpty();
        assertThat(answer.header("Set-Cookie")).isEmpty();
    }

    private static int remaining(Answer answer) {
        assertThat(answer.header("RateLimit")).as(answer.raw()).hasSize(1);
        return Integer.parseInt(answer.header("RateLimit").get(0).replaceFirst(".*r=(\\d+);.*", "$1"));
    }

    private static String twoAMinute(String... permissions) {
        return KEYS.issue("two-a-minute", ApiKeySettings.named("test").withPermissions(permissions));
    }

    @Test
    void applicationSeesTheKeyEverywhere() {
        String id = id(everyFlow);
        Answer answer = server.get("/api/identity", bearer(everyFlow));

        assertThat(answer.body())
                .isEqualTo("enterprise ApiKeyAuthenticationToken null [flows:*] " + id + " " + id
                        + " Bearer true false true false");
        assertThat(server.get("/api/identity", apiKey(everyFlow)).body()).contains(" ApiKey true false false false");
    }

    @Test
    void callCreatesNoSession() {
        assertThat(server.get("/api/who", bearer(reader)).header("Set-Cookie")).isEmpty();
        assertThat(server.post("/api/change", bearer(reader)).header("Set-Cookie"))
                .isEmpty();
        assertThat(server.get("/api/admin", BROWSER, bearer(reader)).header("Set-Cookie"))
                .isEmpty();
        assertThat(server.get("/api/who", BROWSER, bearer(KEYS.unknown())).header("Set-Cookie"))
                .isEmpty();
    }

    @Test
    void callWithoutAnyCredentialIsNotSaved() {
        Answer answer = server.get("/api/who");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.problemType()).endsWith(":key-required");
        assertThat(answer.header("WWW-Authenticate")).hasSize(2);
        assertThat(answer.header("Set-Cookie")).isEmpty();
    }

    @Test
    void postWithoutAnyCredentialIsAskedForAKeyAndNotForACsrfToken() {
        Answer answer = server.post("/api/change");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.problemType()).endsWith(":key-required");
    }

    @Test
    void postWithAKeyNeedsNoCsrfToken() {
        assertRunsAs(server.post("/api/change", bearer(reader)), id(reader));
        assertRunsAs(server.post("/api/change", apiKey(reader)), id(reader));
    }

    @Test
    void postOfASessionStillNeedsACsrfToken() {
        String session = server.logIn();

        assertRunsAs(server.get("/api/who", session), "ada");
        Answer answer = server.post("/api/change", session);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).isEqualTo("error page for ada");
    }

    @Test
    void keyDecidesBesideASessionAndLeavesItUnchanged() {
        String session = server.logIn();

        assertRunsAs(server.get("/api/who", session, bearer(reader)), id(reader));
        assertRunsAs(server.post("/api/change", session, apiKey(reader)), id(reader));
        assertThat(server.get("/api/people", session, bearer(reader)).status()).isEqualTo(403);
        Answer after = server.get("/api/people", session);
        assertRunsAs(after, "ada");
        assertThat(after.header("RateLimit")).isEmpty();
    }

    @Test
    void wrongKeyBesideASessionIsDenied() {
        String session = server.logIn();

        for (String credential : List.of(bearer(KEYS.unknown()), apiKey("wrong"))) {
            assertThat(server.get("/api/who", session, credential).problemType())
                    .endsWith(":invalid-key");
            Answer post = server.post("/api/change", session, credential);
            assertThat(post.status()).isEqualTo(401);
            assertThat(post.problemType()).endsWith(":invalid-key");
        }
    }

    @Test
    void wrongKeyIsDeniedAlsoWhereEverybodyIsPermitted() {
        assertThat(server.get("/open/who", bearer(KEYS.withOtherSecret(reader))).status())
                .isEqualTo(401);
        assertRunsAs(server.get("/open/who"), "anonymousUser");
        assertRunsAs(server.get("/open/who", bearer(reader)), id(reader));
    }

    @Test
    void browserIsSentToTheLogInAndBackToThePage() {
        Answer answer = server.get("/page", BROWSER);

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location").toString()).contains("/login");
        assertThat(answer.header("Set-Cookie")).as("the page is saved").hasSize(1);
    }

    @Test
    void otherBearerTokenGoesOnToTheResourceServer() {
        assertRunsAs(server.get("/api/who", TOKEN), "grace");
        assertRunsAs(server.get("/api/flows", TOKEN), "grace");
        assertRunsAs(server.get("/api/secured/permission", TOKEN), "grace");
        assertRunsAs(server.post("/api/change", TOKEN), "grace");

        Answer wrong = server.get("/api/who", TOKEN + "less");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.header("Content-Type")).isEmpty();

        Answer denied = server.get("/api/admin", TOKEN);
        assertThat(denied.status()).isEqualTo(403);
        assertThat(denied.header("WWW-Authenticate").toString()).contains("insufficient_scope");
        assertThat(denied.header("Content-Type")).isEmpty();
    }

    @Test
    void keyCountsBesideAnotherCredential() {
        assertRunsAs(server.get("/api/who", BASIC), "ada");
        assertRunsAs(server.get("/api/who", BASIC, apiKey(reader)), id(reader));
        assertRunsAs(server.get("/api/who", TOKEN, apiKey(reader)), id(reader));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/flows", "/api/secured/read", "/api/secured/permission"})
    void permissionMayBeHeldExactlyOrByAWildcard(String path) {
        assertRunsAs(server.get(path, bearer(reader)), id(reader));
        assertRunsAs(server.get(path, bearer(everyFlow)), id(everyFlow));
        assertRunsAs(server.get(path, BASIC), "ada");

        assertPermissionMissing(server.get(path, bearer(KEYS.issue("flow:*"))), ", scope=\"flows:read\"");
        assertPermissionMissing(server.get(path, bearer(KEYS.issue())), ", scope=\"flows:read\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/flows", "/api/secured/read", "/api/secured/permission"})
    void permissionAboveTheWorkspacesCeilingIsNotHeld(String path) {
        String workspace = KEYS.workspaceWithLimits(RateLimit.perMinute(9));
        String key = KEYS.issue(workspace, ApiKeySettings.named("test").withPermissions("flows:*"));
        WorkspaceRecord record = KEYS.store().findWorkspace(workspace).orElseThrow();
        KEYS.manager().updateWorkspace(TestKeys.ADMIN, record.withCeiling(PermissionSet.of("flows:write")));

        assertPermissionMissing(server.get(path, bearer(key)), ", scope=\"flows:read\"");
        assertThat(server.get("/api/identity", bearer(key)).body()).contains(" [flows:write] ");
    }

    @Test
    void severalPermissionsAreRequiredTogether() {
        for (String path : List.of("/api/flows/all", "/api/secured/both")) {
            assertRunsAs(server.get(path, bearer(everyFlow)), id(everyFlow));
            assertPermissionMissing(server.get(path, bearer(reader)), ", scope=\"flows:write\"");
        }
    }

    @Test
    void oneOfSeveralPermissionsIsEnoughAndNoneIsNamed() {
        for (String path : List.of("/api/flows/any", "/api/secured/any")) {
            assertRunsAs(server.get(path, bearer(everyFlow)), id(everyFlow));
            Answer denied = server.get(path, bearer(reader));
            assertPermissionMissing(denied, "\"");
            assertThat(denied.header("WWW-Authenticate").toString()).doesNotContain("scope=\"");
        }
    }

    @Test
    void roleIsNoPermission() {
        String everything = KEYS.issue("*", "ROLE_PERSON", "ROLE_ADMIN", "PERSON", "admin");

        assertRunsAs(server.get("/api/people", BASIC), "ada");
        for (String path : List.of("/api/people", "/api/secured/role")) {
            Answer denied = server.get(path, bearer(everything));
            assertPermissionMissing(denied, "\"");
            assertThat(denied.header("WWW-Authenticate").toString()).doesNotContain("scope=\"");
        }
        assertThat(server.get("/api/roles", bearer(everything)).body()).isEqualTo("true false false false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/admin", "/api/secured/both", "/api/secured/any", "/api/secured/role", "/api/people"})
    void deniedCallIsNotCharged(String path) {
        String key = twoAMinute("flows:read");

        for (int i = 0; i < 3; i++) {
            assertPermissionMissing(server.get(path, bearer(key)), "\"");
        }

        assertThat(remaining(server.get("/api/who", bearer(key)))).isEqualTo(1);
    }

    @Test
    void callIsChargedOnceAndDeniedAboveItsLimit() {
        String key = twoAMinute("flows:read");

        assertThat(remaining(server.get("/api/secured/read", bearer(key)))).isEqualTo(1);
        assertThat(remaining(server.get("/api/gone", bearer(key)))).isZero();

        Answer denied = server.get("/api/who", bearer(key));
        assertThat(denied.status()).isEqualTo(429);
        assertThat(denied.header("Retry-After")).hasSize(1);
        assertThat(denied.header("RateLimit")).hasSize(1);
        assertThat(server.get("/api/admin", bearer(key)).status())
                .as("denied for another reason")
                .isEqualTo(403);
    }

    @Test
    void listenersLearnOfDenialsByTheApplication() {
        EVENTS.clear();

        server.get("/api/admin", bearer(reader));
        server.get("/api/secured/both", bearer(reader));

        assertThat(EVENTS)
                .extracting(event -> event.decision().getClass().getSimpleName())
                .containsExactly("Denied", "Granted", "Denied");
        Denied last = (Denied) EVENTS.get(2).decision();
        assertThat(last.reason()).isEqualTo(DenialReason.PERMISSION_MISSING);
        assertThat(last.required()).containsExactly(Permission.of("flows:write"));
        assertThat(EVENTS.get(2).caller()).isNotNull();
    }

    @Test
    void listenersLearnOfEachCallOnce() {
        for (String line : List.of(bearer(reader), bearer(KEYS.unknown()), "Accept: */*")) {
            EVENTS.clear();
            server.get("/api/who", line);
            assertThat(EVENTS).as(line).hasSize(1);
        }
        EVENTS.clear();
        server.get("/api/who", TOKEN);
        server.get("/open/who");
        assertThat(EVENTS).isEmpty();
    }

    @Test
    void springSecurityPublishesItsOwnEvents() {
        Security.SEEN.clear();
        String disabled = KEYS.issue();
        KEYS.disable(disabled);

        server.get("/api/who", bearer(reader));
        server.get("/api/who", bearer(KEYS.unknown()));
        server.get("/api/who", bearer(disabled));

        assertThat(Security.SEEN)
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly(
                        "AuthenticationSuccessEvent",
                        "AuthenticationFailureBadCredentialsEvent",
                        "AuthenticationFailureDisabledEvent");
        assertThat(Security.SEEN.toString()).doesNotContain(reader, disabled);
    }

    @Test
    void asynchronousWorkAndDispatchesKeepTheCaller() {
        String id = id(reader);

        assertThat(server.get("/api/callable", bearer(reader)).body()).isEqualTo(id + " other");
        assertThat(server.get("/api/dispatch", bearer(reader)).body()).isEqualTo("again " + id + " " + id + " true");
        assertThat(server.get("/api/work", bearer(reader)).body()).isEqualTo("worked as " + id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/callable", "/api/dispatch", "/api/work", "/api/forward?to=/api/who"})
    void requestIsChargedOnceForAllItsDispatches(String path) {
        Answer answer = server.get(path, bearer(twoAMinute()));

        assertThat(answer.status()).as(answer.raw()).isEqualTo(200);
        assertThat(remaining(answer)).isEqualTo(1);
    }

    @Test
    void forwardRequiresThePermissionsOfItsTarget() {
        assertPermissionMissing(server.get("/api/forward?to=/api/admin", bearer(reader)), ", scope=\"admin:all\"");
        assertRunsAs(server.get("/api/forward?to=/api/flows", bearer(reader)), id(reader));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/gone", "/api/fails", "/api/missing"})
    void errorPageKeepsTheCallerAndTheQuota(String path) {
        String key = twoAMinute();

        Answer answer = server.get(path, bearer(key));

        assertThat(answer.status()).isIn(404, 410, 500);
        assertThat(answer.body()).isEqualTo("error page for " + id(key));
        assertThat(remaining(answer)).isEqualTo(1);
        assertThat(remaining(server.get("/api/who", bearer(key)))).isZero();
    }

    @Test
    void denialShowsNoErrorPage() {
        for (String path : List.of("/api/admin", "/api/secured/role")) {
            assertThat(server.get(path, bearer(reader)).body()).startsWith("{").doesNotContain("error page");
        }
        assertThat(server.get("/api/who", apiKey("wrong")).body()).startsWith("{");
    }

    @Test
    void applicationThatAsksForAnotherCredentialGetsA401() {
        Answer answer = server.get("/api/strict", bearer(twoAMinute()));

        assertThat(answer.status()).as(answer.raw()).isEqualTo(401);
        assertThat(answer.problemType()).endsWith(":key-required");
        assertThat(answer.header("Set-Cookie")).isEmpty();
    }

    @Test
    void virtualThreadsKeepTheCaller() {
        assumeTrue(SecurityServer.VIRTUAL_THREADS);

        assertThat(server.get("/api/thread", bearer(reader)).body())
                .startsWith("VirtualThread")
                .endsWith(" " + id(reader));
    }
}
