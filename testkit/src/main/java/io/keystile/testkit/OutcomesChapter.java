package io.keystile.testkit;

import static io.keystile.testkit.Denials.assertDenial;
import static io.keystile.testkit.TestKeys.apiKey;
import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.model.ApiKeySettings;
import java.util.List;
import org.junit.jupiter.api.Test;

abstract class OutcomesChapter extends Chapter {
    private static final String SECRET_PATH = "/flows/secret-path?marker=marker";

    OutcomesChapter(ContractSites sites) {
        super(sites);
    }

    @Test
    void missingCredentialIs401WithTwoChallengesAndNoError() {
        Answer answer = get(SECRET_PATH, "X-Other: marker");

        assertDenial(answer, 401, "key-required");
        assertThat(answer.header("WWW-Authenticate"))
                .containsExactly("Bearer realm=\"api\"", "ApiKey realm=\"api\", header=\"X-API-Key\"");
    }

    @Test
    void ambiguousCredentialIs400WithInvalidRequest() {
        String key = keys.issue();

        Answer answer = get(SECRET_PATH, bearer(key), apiKey(key));

        assertDenial(answer, 400, "ambiguous-key", key);
        assertThat(answer.header("WWW-Authenticate"))
                .singleElement()
                .asString()
                .matches("Bearer realm=\"api\", error=\"invalid_request\", error_description=\"[^\"]+\"");
    }

    @Test
    void malformedKeyUnknownKeyAndWrongSecretGetIdenticalResponses() {
        String key = keys.issue();
        String unknown = keys.unknown();
        List<Answer> answers = List.of(
                get(SECRET_PATH, bearer("marker")),
                get(SECRET_PATH, bearer(key.substring(0, key.length() - 1))),
                get(SECRET_PATH, bearer(unknown)),
                get(SECRET_PATH, bearer(keys.withOtherSecret(key))));

        for (Answer answer : answers) {
            assertDenial(
                    answer, 401, "invalid-key", key, unknown, keys.idOf(key).value());
            assertThat(answer.header("WWW-Authenticate"))
                    .singleElement()
                    .asString()
                    .startsWith("Bearer realm=\"api\", error=\"invalid_token\"");
        }
        assertThat(answers)
                .extracting(Denials::withoutInstanceAndDate)
                .containsOnly(Denials.withoutInstanceAndDate(answers.get(0)));
        assertThat(answers)
                .extracting(answer -> answer.problem().path("instance"))
                .doesNotHaveDuplicates();
    }

    @Test
    void addressOffTheAllowlistIs403AndNotEchoed() {
        String key = keys.issue("enterprise", ApiKeySettings.named("test").withAllowlist("192.0.2.0/24"));

        assertDenial(get(SECRET_PATH, bearer(key)), 403, "ip-not-allowed", key, "192.0.2");
    }

    @Test
    void missingPermissionIs403WithInsufficientScope() {
        String key = keys.issue("flows:read");

        Answer answer = send("POST", "/flows/secret-path/execute", bearer(key));

        assertDenial(answer, 403, "permission-missing", key, "flows:read");
        assertThat(answer.header("WWW-Authenticate"))
                .singleElement()
                .asString()
                .matches("Bearer realm=\"api\", error=\"insufficient_scope\", error_description=\"[^\"]+\","
                        + " scope=\"flows:execute\"");
    }

    @Test
    void exceededLimitIs429WithTheViolatedPolicies() {
        String key = keys.issue("two-a-minute", ApiKeySettings.named("test"));
        get(WHO_AM_I, bearer(key));
        get(WHO_AM_I, bearer(key));

        Answer answer = get(WHO_AM_I + "?marker=marker", bearer(key));

        assertDenial(answer, 429, Denials.QUOTA_EXCEEDED, key);
        assertThat(answer.header("Retry-After")).singleElement().asString().matches("[1-9][0-9]*");
        assertThat(answer.header("RateLimit-Policy")).containsExactly("\"per-minute\";q=2;w=60");
        assertThat(answer.header("RateLimit")).singleElement().asString().matches("\"per-minute\";r=0;t=[1-9][0-9]*");
        assertThat(answer.problem().path("violated-policies").toString()).isEqualTo("[\"per-minute\"]");
    }

    @Test
    void grantedRequestGetsTheApplicationsResponseWithQuotaHeaders() {
        String key = keys.issue("two-limits", ApiKeySettings.named("test").withPermissions("flows:read"));

        Answer answer = get(SECRET_PATH, bearer(key));

        assertThat(answer.status()).as(answer.raw()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(ContractApplication.RESOURCE);
        assertThat(answer.header("RateLimit-Policy"))
                .containsExactly("\"per-minute\";q=10;w=60, \"per-day\";q=1000;w=86400");
        assertThat(answer.header("RateLimit")).containsExactly("\"per-minute\";r=9;t=60, \"per-day\";r=999;t=86400");
        assertThat(answer.header("WWW-Authenticate")).isEmpty();
        assertThat(answer.headerNames()).noneMatch(name -> name.startsWith("x-ratelimit"));
        assertThat(answer.raw()).doesNotContain(key);
    }

    @Test
    void fieldsThatWereSetEarlierStayExactlyOnce() {
        String key = keys.issue("two-a-minute", ApiKeySettings.named("test").withAllowlist("127.0.0.1"));
        String unreadable = keys.issue();
        sites.makeUnreadable(unreadable);
        List<Answer> answers = List.of(
                get(WHO_AM_I, bearer(key)),
                get("/cached", bearer(key)),
                get("/public"),
                get(WHO_AM_I, bearer(key)),
                get("/missing", bearer(key)),
                get(WHO_AM_I),
                get("/missing"),
                get(WHO_AM_I, bearer("malformed")),
                get(WHO_AM_I, bearer(key), apiKey(key)),
                get("/flows/1", bearer(keys.issue())),
                get(WHO_AM_I, "Via: 1.1 proxy"),
                sites.behindForwarded().get(WHO_AM_I, bearer(unreadable)));

        assertThat(answers)
                .extracting(Answer::status)
                .containsExactly(200, 200, 200, 429, 429, 401, 401, 401, 400, 403, 403, 503);
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.header("Vary")).containsExactlyInAnyOrder("Origin", "Accept-Language", "Accept-Encoding");
            assertThat(answer.header("Access-Control-Expose-Headers")).containsExactly("RateLimit");
        });
    }

    @Test
    void publicPathNeedsNoKeyAndIgnoresOne() {
        Answer answer = get("/public/page", bearer("malformed"));

        assertThat(answer.status()).as(answer.raw()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(ContractApplication.PUBLIC_PAGE);
        assertThat(answer.header("RateLimit")).isEmpty();
        assertThat(get("/public").body()).isEqualTo(ContractApplication.PUBLIC_PAGE);
    }

    @Test
    void missingPathWithoutAKeyIsDeniedLikeAProtectedPath() {
        Answer missing = get("/missing");

        assertDenial(missing, 401, "key-required");
        assertThat(Denials.withoutInstanceAndDate(missing)).isEqualTo(Denials.withoutInstanceAndDate(get(WHO_AM_I)));
        assertThat(get("/missing", bearer(keys.issue())).status()).isEqualTo(404);
    }

    @Test
    void challengeEscapesTheRealm() {
        assertThat(sites.behindForwarded().get(WHO_AM_I).header("WWW-Authenticate"))
                .containsExactly(
                        "Bearer realm=\"a \\\"b\\\" \\\\c\"",
                        "ApiKey realm=\"a \\\"b\\\" \\\\c\", header=\"Api-Token\"");
    }
}
