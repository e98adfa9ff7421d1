package io.keystile.conformance.spring;

import static io.keystile.spring.security.ApiKeyConfigurer.apiKeys;
import static io.keystile.testkit.TestKeys.apiKey;
import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

import io.keystile.conformance.Connection;
import io.keystile.conformance.Deployment;
import io.keystile.conformance.ServletContainer;
import io.keystile.model.ApiKeySettings;
import io.keystile.spring.security.ApiKeyPermissionsConfiguration;
import io.keystile.testkit.Answer;
import io.keystile.testkit.ContractServer;
import io.keystile.testkit.TestKeys;
import io.keystile.testkit.WireClient;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/** What depends on the container in a chain: dispatches, error pages, asynchronous work, and late denials. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SecurityChapter {
    private final ServletContainer container;
    private final TestKeys keys = new TestKeys();
    private final String reader = keys.issue("flows:*");
    private ContractServer server;
    private WireClient client;

    SecurityChapter(ServletContainer container) {
        this.container = container;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebMvc
    @EnableWebSecurity
    @EnableMethodSecurity
    @Import({ApiKeyPermissionsConfiguration.class, StageController.class})
    static class Security {
        @Bean
        SecurityFilterChain chain(HttpSecurity http, TestKeys keys) {
            return http.with(apiKeys(keys.authenticator().build()), withDefaults())
                    .authorizeHttpRequests(requests -> requests.requestMatchers("/open/**")
                            .permitAll()
                            .requestMatchers("/admin")
                            .hasAuthority("admin:all")
                            .anyRequest()
                            .authenticated())
                    .csrf(csrf -> csrf.disable())
                    .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                    .build();
        }
    }

    @BeforeAll
    void start() throws Exception {
        server = SpringApplications.start(
                container,
                "",
                Map.of("keys", keys),
                context -> {},
                Security.class,
                setUp -> new Deployment("/stage", setUp, Map.of(410, "/error"), Connection.CLEAR));
        client = new WireClient(server.base());
    }

    @AfterAll
    void stop() throws Exception {
        server.stop().close();
    }

    private String id(String key) {
        return keys.idOf(key).value();
    }

    private String twoAMinute() {
        return keys.issue("two-a-minute", ApiKeySettings.named("test"));
    }

    private static int remaining(Answer answer) {
        assertThat(answer.header("RateLimit")).as(answer.raw()).hasSize(1);
        return Integer.parseInt(answer.header("RateLimit").get(0).replaceFirst(".*r=(\\d+);.*", "$1"));
    }

    private static void assertPermissionMissing(Answer answer, String permission) {
        assertThat(answer.status()).as(answer.raw()).isEqualTo(403);
        assertThat(answer.problemType()).endsWith(":permission-missing");
        assertThat(answer.header("WWW-Authenticate"))
                .singleElement()
                .asString()
                .endsWith("scope=\"" + permission + "\"");
        assertThat(answer.header("RateLimit")).isEmpty();
    }

    @Test
    void deniedCallsAreNotCharged() {
        String key = twoAMinute();

        for (int i = 0; i < 2; i++) {
            assertPermissionMissing(client.get("/admin", bearer(key)), "admin:all");
            assertPermissionMissing(client.get("/secured/read", bearer(key)), "flows:read");
            assertPermissionMissing(client.get("/forward?to=/admin", bearer(key)), "admin:all");
            assertPermissionMissing(client.get("/async?to=/secured/read", bearer(key)), "flows:read");
        }

        assertThat(remaining(client.get("/who", bearer(key)))).isEqualTo(1);
    }

    @Test
    void wildcardCoversThePermissionOfAMethod() {
        assertThat(client.get("/secured/read", apiKey(reader)).body()).isEqualTo(id(reader));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/secured/callable", "/async?to=/who", "/open/async?to=/who", "/forward?to=/who", "/open/who"})
    void everyDispatchKeepsTheCallerAndIsChargedOnce(String path) {
        String key = twoAMinute();

        Answer answer = client.get(path, apiKey(key));

        assertThat(answer.body()).as(answer.raw()).isEqualTo(id(key));
        assertThat(remaining(answer)).isEqualTo(1);
        assertThat(remaining(client.get("/who", bearer(key)))).isZero();
    }

    @Test
    void asynchronousDispatchHasTheIdentityOfTheKey() {
        assertThat(client.get("/again", apiKey(reader)).body()).isEqualTo("again " + id(reader) + " ApiKey true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/revoked/async?to=/who", "/open/revoked/async?to=/who", "/revoked/async?to=/open/who"})
    void asynchronousDispatchOfAKeyThatWasRevokedMeanwhileIsDenied(String path) {
        Answer answer = client.get(path, bearer(keys.issue()));

        assertThat(answer.status()).as(answer.raw()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate").toString()).contains("revoked");
    }

    @Test
    void dispatchFromAnOpenToAProtectedPageRequiresAKey() {
        assertThat(client.get("/open/async?to=/who").status()).isEqualTo(401);
        assertThat(client.get("/open/async?to=/open/who").body()).isEqualTo("anonymousUser");
    }

    @Test
    void errorPageKeepsTheCallerAndTheQuota() {
        String key = twoAMinute();

        Answer answer = client.get("/gone", bearer(key));

        assertThat(answer.status()).isEqualTo(410);
        assertThat(answer.body()).isEqualTo("error page for " + id(key));
        assertThat(remaining(answer)).isEqualTo(1);
    }

    @Test
    void protectedErrorPageOfAnOpenPageRequiresAKey() {
        assertThat(client.get("/open/gone").status()).isEqualTo(401);
    }
}
