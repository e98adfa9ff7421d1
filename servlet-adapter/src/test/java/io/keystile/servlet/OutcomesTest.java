package io.keystile.servlet;

import static io.keystile.servlet.TestServer.apiKey;
import static io.keystile.servlet.TestServer.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.ApiKeySettings;
import io.keystile.key.SecretHasher;
import io.keystile.key.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The outcomes of the HTTP contract, row by row. */
class OutcomesTest {
    private static final String INVALID_TOKEN = "Bearer realm=\"api\", error=\"invalid_token\"";

    private static final TestKeys KEYS = new TestKeys();
    private static final TestServer SERVER = new TestServer(new ApiKeyFilter(
                    KEYS.authenticator().build(),
                    Routes.protectAll().require("POST", "/flows/*/execute", "flows:execute")))
            .serve("/*", "resource");

    @BeforeAll
    static void start() {
        SERVER.start();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    /** What holds for every denial. */
    private static void assertDenial(Answer answer, int status, String problem) {
        assertThat(answer.status()).as(answer.raw()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).containsExactly("application/problem+json");
        assertThat(answer.header("Content-Length"))
                .containsExactly(Integer.toString(answer.body().length()));
        assertThat(answer.header("Cache-Control")).containsExactly("no-store");
        assertThat(answer.problem().path("status").isInt()).isTrue();
        assertThat(answer.problem().path("status").intValue()).isEqualTo(status);
        assertThat(answer.problemType()).isEqualTo(problem);
        assertThat(answer.problem().path("title").asText()).isNotBlank();
        assertThat(answer.problem().path("detail").asText()).isNotBlank();
        String instance = answer.problem().path("instance").asText();
        assertThat(instance).startsWith("urn:uuid:");
        assertThat(UUID.fromString(instance.substring("urn:uuid:".length())).version())
                .isEqualTo(4);
        assertThat(answer.header("WWW-Authenticate").isEmpty())
                .isEqualTo(status != 401 && status != 400 && !problem.endsWith("permission-missing"));
        assertThat(answer.header("Retry-After").isEmpty()).isEqualTo(status != 429 && status != 503);
        assertThat(answer.header("Location")).isEmpty();
        assertThat(answer.raw()).doesNotContain("resource", "127.0.0.1", "test.invalid");
    }

    private static void assertNothingReflected(Answer answer, String... sent) {
        assertThat(answer.raw()).doesNotContain("secret-path", "marker");
        for (String text : sent) {
            assertThat(answer.raw()).doesNotContain(text);
        }
    }

    private static Answer getSecretPath(String... headers) {
        return SERVER.get("/secret-path?marker=marker", headers);
    }

    @Test
    void noCredentialIs401WithTwoChallengesAndNoError() {
        Answer answer = getSecretPath("X-Other: marker");

        assertDenial(answer, 401, "urn:keystile:problem:key-required");
        assertThat(answer.header("WWW-Authenticate"))
                .containsExactly("Bearer realm=\"api\"", "ApiKey realm=\"api\", header=\"X-API-Key\"");
        assertNothingReflected(answer);
    }

    @Test
    void ambiguousCredentialIs400WithInvalidRequest() {
        String key = KEYS.issue();

        Answer answer = getSecretPath(bearer(key), apiKey(key));

        assertDenial(answer, 400, "urn:keystile:problem:ambiguous-key");
        assertThat(answer.header("WWW-Authenticate"))
                .singleElement()
                .asString()
                .matches("Bearer realm=\"api\", error=\"invalid_request\", error_description=\"[^\"]+\"");
        assertNothingReflected(answer, key);
    }

    @Test
    void malformedUnknownAndWrongSecretHaveOneAnswerByteForByte() {
        String key = KEYS.issue();
        String unknown = KEYS.format.generate("live", new SecureRandom()).reveal();
        List<Answer> answers = List.of(
                getSecretPath(bearer("marker")),
                getSecretPath(bearer(key.substring(0, key.length() - 1))),
                getSecretPath(bearer(unknown)),
                getSecretPath(bearer(withOtherSecret(key))));

        for (Answer answer : answers) {
            assertDenial(answer, 401, "urn:keystile:problem:invalid-key");
            assertThat(answer.header("WWW-Authenticate"))
                    .singleElement()
                    .asString()
                    .startsWith(INVALID_TOKEN);
            assertNothingReflected(answer, key, unknown, KEYS.idOf(key).value());
        }
        assertThat(answers)
                .extracting(answer -> answer.raw()
                        .replaceFirst("urn:uuid:[0-9a-f-]{36}", "urn:uuid:")
                        .replaceFirst("Date: .*\r\n", ""))
                .containsOnly(answers.get(0)
                        .raw()
                        .replaceFirst("urn:uuid:[0-9a-f-]{36}", "urn:uuid:")
                        .replaceFirst("Date: .*\r\n", ""));
        assertThat(answers)
                .extracting(answer -> answer.problem().path("instance"))
                .doesNotHaveDuplicates();
    }

    /** Returns a well-formed key with the same id and another secret: the id is issued once more. */
    private static String withOtherSecret(String key) {
        String id = KEYS.idOf(key).value();
        String other = KEYS.format.generate("live", new SecureRandom()).reveal();
        String body = other.substring(0, "pk_live_".length())
                + id
                + other.substring("pk_live_".length() + 12, other.length() - 6);
        return body + checksum(body);
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        String digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        StringBuilder text = new StringBuilder();
        for (long rest = crc.getValue(); text.length() < 6; rest /= 62) {
            text.insert(0, digits.charAt((int) (rest % 62)));
        }
        return text.toString();
    }

    private static void assertNamedRefusal(Answer answer, String problem, String word, String key) {
        assertDenial(answer, 401, "urn:keystile:problem:" + problem);
        assertThat(answer.header("WWW-Authenticate"))
                .singleElement()
                .asString()
                .startsWith(INVALID_TOKEN + ", error_description=\"")
                .contains(word);
        assertNothingReflected(answer, key);
    }

    @Test
    void disabledKeyIs401AndMayBeNamed() {
        String key = KEYS.issue();
        KEYS.disable(key);

        assertNamedRefusal(getSecretPath(bearer(key)), "key-disabled", "disabled", key);
    }

    @Test
    void revokedKeyIs401FromTheNextRequestOn() {
        String key = KEYS.issue();
        assertThat(getSecretPath(bearer(key)).status()).isEqualTo(200);

        KEYS.keys.revoke(KEYS.idOf(key), "leaked");

        assertNamedRefusal(getSecretPath(bearer(key)), "key-revoked", "revoked", key);
    }

    @Test
    void expiredKeyIs401FromTheInstantOfItsExpiryOn() {
        String key = KEYS.issue(
                "enterprise",
                ApiKeySettings.named("short").withExpiry(KEYS.now().plusSeconds(10)));
        assertThat(getSecretPath(bearer(key)).status()).isEqualTo(200);

        KEYS.passes(Duration.ofSeconds(10));

        assertNamedRefusal(getSecretPath(bearer(key)), "key-expired", "expired", key);
    }

    @Test
    void keyOfAnotherEnvironmentIs401() {
        String key = KEYS.keys
                .issue("enterprise", "staging", ApiKeySettings.named("staging"))
                .reveal();

        assertNamedRefusal(getSecretPath(bearer(key)), "wrong-environment", "environment", key);
    }

    @Test
    void keyOfASuspendedWorkspaceIs401() {
        KEYS.keys.createWorkspace(WorkspaceRecord.of("late-payer", "free"));
        String key = KEYS.issue("late-payer", ApiKeySettings.named("test"));
        KEYS.store.replace(KEYS.store
                .findWorkspace("late-payer")
                .orElseThrow()
                .withSuspended(true)
                .next());

        assertNamedRefusal(getSecretPath(bearer(key)), "workspace-suspended", "suspended", key);
    }

    @Test
    void clearTextIs403AndNeverARedirect() {
        String key = KEYS.issue();

        // A forwarding header shows that the peer on the loopback is a proxy, whose own clients may have sent clear
        // text.
        Answer answer = getSecretPath(bearer(key), "X-Forwarded-Proto: https");

        assertDenial(answer, 403, "urn:keystile:problem:https-required");
        assertNothingReflected(answer, key);
    }

    @Test
    void addressThatIsNotOnTheAllowlistIs403AndNotEchoed() {
        String key = KEYS.issue("enterprise", ApiKeySettings.named("test").withAllowlist("192.0.2.0/24"));

        Answer answer = getSecretPath(bearer(key));

        assertDenial(answer, 403, "urn:keystile:problem:ip-not-allowed");
        assertThat(answer.raw()).doesNotContain("192.0.2");
        assertNothingReflected(answer, key);
    }

    @Test
    void missingPermissionIs403WithInsufficientScope() {
        String key = KEYS.issue("flows:read");

        Answer answer = SERVER.send("POST", "/flows/secret-path/execute", bearer(key));

        assertDenial(answer, 403, "urn:keystile:problem:permission-missing");
        assertThat(answer.header("WWW-Authenticate"))
                .singleElement()
                .asString()
                .matches("Bearer realm=\"api\", error=\"insufficient_scope\", error_description=\"[^\"]+\","
                        + " scope=\"flows:execute\"");
        assertNothingReflected(answer, key, "flows:read");
    }

    @Test
    void overALimitIs429WithTheViolatedPolicies() {
        String key = KEYS.issue("two-a-minute", ApiKeySettings.named("test"));
        getSecretPath(bearer(key));
        getSecretPath(bearer(key));

        Answer answer = getSecretPath(bearer(key));

        assertDenial(answer, 429, "https://iana.org/assignments/http-problem-types#quota-exceeded");
        assertThat(answer.header("Retry-After")).singleElement().asString().matches("[1-9][0-9]*");
        assertThat(answer.header("RateLimit-Policy")).containsExactly("\"per-minute\";q=2;w=60");
        assertThat(answer.header("RateLimit")).singleElement().asString().matches("\"per-minute\";r=0;t=[1-9][0-9]*");
        assertThat(answer.problem().path("violated-policies")).hasSize(1);
        assertThat(answer.problem().path("violated-policies").get(0).asText()).isEqualTo("per-minute");
        assertNothingReflected(answer, key);
    }

    @Test
    void tooManyUnknownKeysAre429ButARememberedKeyGoesOn() {
        TestKeys keys = new TestKeys();
        ApiKeyAuthenticator authenticator = keys.authenticator()
                .unknownKeysPerAddress(RateLimit.perMinute(1))
                .build();
        String known = keys.issue();
        SecureRandom random = new SecureRandom();
        try (TestServer server = new TestServer(new ApiKeyFilter(authenticator, Routes.protectAll()))
                .serve("/*", "resource")
                .start()) {
            server.get("/", bearer(known));
            server.get("/", bearer(keys.format.generate("live", random).reveal()));
            String unknown = keys.format.generate("live", random).reveal();

            Answer answer = server.get("/secret-path", bearer(unknown));

            assertDenial(answer, 429, "urn:keystile:problem:too-many-unknown-keys");
            assertThat(answer.header("RateLimit")).isEmpty();
            assertNothingReflected(answer, unknown);
            assertThat(server.get("/", bearer(known)).status()).isEqualTo(200);
        }
    }

    @Test
    void storeThatCannotAnswerIs503AndNever401() {
        ApiKeyAuthenticator authenticator = ApiKeyAuthenticator.builder(
                        id -> {
                            throw new StoreException("marker");
                        },
                        ApiKeyFormat.ofBrand("pk"))
                .environments("live")
                .hasher(SecretHasher.sha256())
                .build();
        String key = KEYS.issue();
        try (TestServer server = new TestServer(new ApiKeyFilter(authenticator, Routes.protectAll()))
                .serve("/*", "resource")
                .start()) {
            Answer answer = server.get("/secret-path", bearer(key));

            assertDenial(answer, 503, "urn:keystile:problem:unavailable");
            assertThat(answer.header("Retry-After")).singleElement().asString().matches("[1-9][0-9]*");
            assertNothingReflected(answer, key);
        }
    }

    @Test
    void grantedIsTheApplicationsAnswerWithTheQuota() {
        String key = KEYS.issue("two-limits", ApiKeySettings.named("test"));

        Answer answer = getSecretPath(bearer(key));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("resource");
        assertThat(answer.header("RateLimit-Policy"))
                .containsExactly("\"per-minute\";q=10;w=60, \"per-day\";q=1000;w=86400");
        assertThat(answer.header("RateLimit")).containsExactly("\"per-minute\";r=9;t=60, \"per-day\";r=999;t=86400");
        assertThat(answer.header("WWW-Authenticate")).isEmpty();
        assertThat(answer.header("X-RateLimit-Limit")).isEmpty();
        assertNothingReflected(answer, key);
    }

    @Test
    void deniedRequestNeverRunsTheResource() {
        assertThat(getSecretPath().body()).doesNotContain("resource");
        assertThat(SERVER.send("POST", "/flows/1/execute", bearer(KEYS.issue("flows:read")))
                        .body())
                .doesNotContain("resource");
    }

    @Test
    void challengeQuotesWhatTheRealmHas() {
        ApiKeyAuthenticator authenticator = KEYS.authenticator()
                .realm("a \"b\" \\c")
                .apiKeyHeader("Api-Token")
                .build();
        try (TestServer server = new TestServer(new ApiKeyFilter(authenticator, Routes.protectAll())).start()) {
            assertThat(server.get("/").header("WWW-Authenticate"))
                    .containsExactly(
                            "Bearer realm=\"a \\\"b\\\" \\\\c\"",
                            "ApiKey realm=\"a \\\"b\\\" \\\\c\", header=\"Api-Token\"");
        }
    }
}
