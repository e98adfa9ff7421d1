package io.keystile.servlet;

import static io.keystile.servlet.TestServer.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.Requirement;
import io.keystile.http.HttpAnswers;
import io.keystile.key.ApiKeySettings;
import io.keystile.ratelimit.RateLimit;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private final TestKeys keys = new TestKeys();
    private final TestServer server = new TestServer(new ApiKeyFilter(
                    keys.authenticator().build(),
                    Routes.protectAll()
                            .require("/dear", Requirement.validKey().withCost(2))
                            .require("/admin", "admin:all")))
            .serve("/*", "resource")
            .start();

    @AfterEach
    void stop() {
        server.close();
    }

    private String keyWith(RateLimit... limits) {
        return keys.issue("enterprise", ApiKeySettings.named("test").withLimits(limits));
    }

    @Test
    void retryAfterIsTrueToTheNanosecondAndRoundedUp() {
        String key = keyWith(RateLimit.perMinute(1));
        assertThat(server.get("/", bearer(key)).status()).isEqualTo(200);
        keys.passes(Duration.ofMillis(17_300));

        Answer denied = server.get("/", bearer(key));

        assertThat(denied.status()).isEqualTo(429);
        long wait = Long.parseLong(denied.header("Retry-After").get(0));
        assertThat(wait).isBetween(43L, 44L);
        keys.passes(Duration.ofSeconds(wait));
        assertThat(server.get("/", bearer(key)).status()).isEqualTo(200);
    }

    @Test
    void retryAfterIsAtLeastOneSecond() {
        String key = keyWith(RateLimit.perSecond(1));
        server.get("/", bearer(key));
        keys.passes(Duration.ofMillis(999));

        assertThat(server.get("/", bearer(key)).header("Retry-After")).containsExactly("1");
    }

    @Test
    void retryAfterIsNeverEarlierThanT() {
        String key = keyWith(RateLimit.perMinute(2), RateLimit.perHour(2));
        server.get("/", bearer(key));
        keys.passes(Duration.ofSeconds(10));
        server.get("/", bearer(key));

        Answer denied = server.get("/", bearer(key));

        assertThat(denied.header("RateLimit"))
                .singleElement()
                .asString()
                .matches("\"per-minute\";r=0;t=5[0-9], \"per-hour\";r=0;t=3[56][0-9][0-9]");
        long wait = Long.parseLong(denied.header("Retry-After").get(0));
        assertThat(wait)
                .isGreaterThanOrEqualTo(
                        Long.parseLong(denied.header("RateLimit").get(0).replaceFirst(".*t=", "")));
        assertThat(denied.problem().path("violated-policies")).hasSize(2);
    }

    @Test
    void onlyTheViolatedPoliciesAreNamed() {
        String key = keyWith(RateLimit.perMinute(1), RateLimit.perHour(5));
        server.get("/", bearer(key));

        Answer denied = server.get("/", bearer(key));

        assertThat(denied.header("RateLimit-Policy"))
                .containsExactly("\"per-minute\";q=1;w=60, \"per-hour\";q=5;w=3600");
        assertThat(denied.problem().path("violated-policies").toString()).isEqualTo("[\"per-minute\"]");
    }

    @Test
    void quotaCountsDownWithEachCallAndItsCost() {
        String key = keyWith(RateLimit.perMinute(5));

        assertThat(server.get("/", bearer(key)).header("RateLimit")).containsExactly("\"per-minute\";r=4;t=60");
        assertThat(server.get("/dear", bearer(key)).header("RateLimit")).containsExactly("\"per-minute\";r=2;t=60");
    }

    @Test
    void requestThatIsDeniedForAnotherReasonTakesNothing() {
        String key = keyWith(RateLimit.perMinute(1));

        assertThat(server.get("/admin", bearer(key)).status()).isEqualTo(403);

        assertThat(server.get("/", bearer(key)).status()).isEqualTo(200);
    }

    @Test
    void oldHeaderNamesAreOptIn() {
        String key = keyWith(RateLimit.perMinute(5), RateLimit.perHour(3));
        ApiKeyAuthenticator authenticator = keys.authenticator().build();
        ApiKeyFilter filter = new ApiKeyFilter(
                authenticator,
                Routes.protectAll(),
                HttpAnswers.of(authenticator).withLegacyQuotaFields());
        try (TestServer legacy = new TestServer(filter).serve("/*", "resource").start()) {
            Answer answer = legacy.get("/", bearer(key));

            assertThat(answer.header("X-RateLimit-Limit")).containsExactly("3");
            assertThat(answer.header("X-RateLimit-Remaining")).containsExactly("2");
            assertThat(answer.header("RateLimit")).hasSize(1);
        }
        assertThat(server.get("/", bearer(key)).headerNames()).noneMatch(name -> name.startsWith("X-RateLimit"));
    }
}
