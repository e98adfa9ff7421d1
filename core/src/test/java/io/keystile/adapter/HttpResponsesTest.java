package io.keystile.adapter;

import static io.keystile.DenialReason.LIMIT_EXCEEDED;
import static io.keystile.DenialReason.MALFORMED_KEY;
import static io.keystile.DenialReason.NO_CREDENTIAL;
import static io.keystile.DenialReason.PERMISSION_MISSING;
import static io.keystile.DenialReason.TOO_MANY_UNKNOWN_KEYS;
import static io.keystile.DenialReason.UNAVAILABLE;
import static io.keystile.DenialReason.UNKNOWN_KEY;
import static io.keystile.DenialReason.WRONG_SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keystile.ApiKeyAuthenticator;
import io.keystile.Decision;
import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.DenialReason;
import io.keystile.TestKeys;
import io.keystile.TestRequest;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Permission;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class HttpResponsesTest {
    private static final UUID INSTANCE = UUID.fromString("6ba7b810-9dad-41d1-80b4-00c04fd430c8");
    private static final KeyId KEY = new KeyId("AbCdEfGhIjKl");
    private static final String INVALID_KEY = "The API key is not valid. Send it as it was issued, without quotes, as"
            + " Authorization: Bearer <key> or X-API-Key: <key>.";
    private static final long SECOND = 1_000_000_000L;

    private final TestKeys keys = new TestKeys();
    private final HttpResponses answers = HttpResponses.of(keys.authenticator().build());

    /** One line of the outcomes table; {@code lines} are those after Content-Type and Cache-Control. */
    private record Row(Denied denied, int status, String type, String title, String detail, List<String> lines) {
        static Row of(DenialReason reason, int status, String type, String title, String detail, String... lines) {
            return new Row(because(reason), status, "urn:keystile:problem:" + type, title, detail, List.of(lines));
        }

        static Row invalidToken(DenialReason reason, String type, String title, String detail) {
            String challenge = "WWW-Authenticate: Bearer realm=\"api\", error=\"invalid_token\", error_description=\"";
            return of(reason, 401, type, title, detail, challenge + detail + "\"");
        }

        @Override
        public String toString() {
            return denied.reason().toString();
        }
    }

    static Stream<Row> outcomes() {
        return Stream.of(
                Row.of(
                        DenialReason.HTTPS_REQUIRED,
                        403,
                        "https-required",
                        "HTTPS required",
                        "This API is called over HTTPS only. If a key was sent in clear text, replace it."),
                Row.of(
                        NO_CREDENTIAL,
                        401,
                        "key-required",
                        "API key required",
                        "Send an API key as Authorization: Bearer <key> or X-API-Key: <key>. No colon follows Bearer,"
                                + " and Basic is not read.",
                        "WWW-Authenticate: Bearer realm=\"api\"",
                        "WWW-Authenticate: ApiKey realm=\"api\", header=\"X-API-Key\""),
                Row.of(
                        DenialReason.AMBIGUOUS_CREDENTIAL,
                        400,
                        "ambiguous-key",
                        "More than one credential",
                        "Send one API key, once, in one header.",
                        "WWW-Authenticate: Bearer realm=\"api\", error=\"invalid_request\","
                                + " error_description=\"Send one API key, once, in one header.\""),
                Row.invalidToken(MALFORMED_KEY, "invalid-key", "Invalid API key", INVALID_KEY),
                Row.invalidToken(UNKNOWN_KEY, "invalid-key", "Invalid API key", INVALID_KEY),
                Row.invalidToken(WRONG_SECRET, "invalid-key", "Invalid API key", INVALID_KEY),
                Row.invalidToken(
                        DenialReason.KEY_DISABLED, "key-disabled", "API key disabled", "The API key is disabled."),
                Row.invalidToken(
                        DenialReason.KEY_REVOKED, "key-revoked", "API key revoked", "The API key was revoked."),
                Row.invalidToken(
                        DenialReason.KEY_EXPIRED, "key-expired", "API key expired", "The API key has expired."),
                Row.invalidToken(
                        DenialReason.WRONG_ENVIRONMENT,
                        "wrong-environment",
                        "API key of another environment",
                        "The API key is for another environment."),
                Row.invalidToken(
                        DenialReason.WRONG_SERVICE,
                        "wrong-service",
                        "API key of another service",
                        "The API key is for another service."),
                Row.invalidToken(
                        DenialReason.WORKSPACE_SUSPENDED,
                        "workspace-suspended",
                        "Workspace suspended",
                        "The workspace of the API key is suspended."),
                Row.of(
                        DenialReason.ADDRESS_NOT_ALLOWED,
                        403,
                        "ip-not-allowed",
                        "Address not allowed",
                        "The API key may not be used from this address."),
                Row.of(
                        PERMISSION_MISSING,
                        403,
                        "permission-missing",
                        "Permission missing",
                        "The API key does not have the permission for this call.",
                        "WWW-Authenticate: Bearer realm=\"api\", error=\"insufficient_scope\", error_description=\"The"
                                + " API key does not have the permission for this call.\", scope=\"flows:execute\""),
                Row.of(
                        TOO_MANY_UNKNOWN_KEYS,
                        429,
                        "too-many-unknown-keys",
                        "Too many unknown API keys",
                        "Too many unknown API keys came from this address. Try again after the time in Retry-After.",
                        "Retry-After: 5"),
                Row.of(
                        UNAVAILABLE,
                        503,
                        "unavailable",
                        "Temporarily unavailable",
                        "The API key cannot be checked now. Try again after the time in Retry-After.",
                        "Retry-After: 5"));
    }

    @Test
    void detailsNameTheConfiguredHeader() {
        HttpResponses other =
                HttpResponses.of(keys.authenticator().apiKeyHeader("Api-Token").build());

        for (DenialReason reason : List.of(NO_CREDENTIAL, MALFORMED_KEY, UNKNOWN_KEY, WRONG_SECRET)) {
            assertThat(other.denial(because(reason)).body())
                    .contains("Authorization: Bearer <key> or Api-Token: <key>.")
                    .doesNotContain("X-API-Key", "{header}");
        }
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void aDenialIsAnsweredAsTheTableOfOutcomesSays(Row row) {
        DenialResponse answer = answers.denial(row.denied());

        assertThat(answer.status()).isEqualTo(row.status());
        assertThat(lines(answer))
                .startsWith("Content-Type: application/problem+json", "Cache-Control: no-store")
                .endsWith(row.lines().toArray(String[]::new))
                .hasSize(2 + row.lines().size());
        assertThat(answer.body())
                .isEqualTo(("{\"type\":\"%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\","
                                + "\"instance\":\"urn:uuid:%s\"}")
                        .formatted(row.type(), row.title(), row.status(), row.detail(), INSTANCE));
    }

    @Test
    void theTableLeavesNoReasonOutButTheQuotaWhichHasItsOwnTest() {
        assertThat(outcomes().map(row -> row.denied().reason()))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrder(Arrays.stream(DenialReason.values())
                        .filter(reason -> reason != LIMIT_EXCEEDED)
                        .toArray(DenialReason[]::new));
    }

    @Test
    void malformedUnknownAndWrongSecretHaveOneAnswer() {
        assertThat(answers.denial(because(UNKNOWN_KEY))).isEqualTo(answers.denial(because(MALFORMED_KEY)));
        assertThat(answers.denial(because(WRONG_SECRET))).isEqualTo(answers.denial(because(MALFORMED_KEY)));
    }

    @ParameterizedTest
    @EnumSource
    void everyDenialIsAProblemThatNobodyStoresAndEvery401HasAChallenge(DenialReason reason) throws Exception {
        DenialResponse answer = answers.denial(because(reason));
        JsonNode body = new ObjectMapper().readTree(answer.bodyBytes());

        assertThat(body.get("status").asInt()).isEqualTo(answer.status());
        assertThat(lines(answer)).contains("Cache-Control: no-store", "Content-Type: application/problem+json");
        if (answer.status() == 401) {
            assertThat(answer.headers()).anyMatch(header -> header.name().equals("WWW-Authenticate"));
        }
        assertThat(answer.headers())
                .allMatch(header -> header.value().chars().allMatch(c -> c >= ' ' && c <= '~'))
                .noneMatch(header -> header.name().equals("Location"));
        assertThat(answer.bodyBytes()).isEqualTo(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @EnumSource
    void aChallengeNamesEachParameterOnce(DenialReason reason) {
        assertThat(challenges(answers.denial(because(reason))))
                .allSatisfy(challenge -> assertThat(
                                challenge.replaceAll("\"[^\"]*\"", "").split("[ ,]+"))
                        .doesNotHaveDuplicates());
    }

    @Test
    void aRealmIsQuotedWhateverCharactersItHas() {
        HttpResponses odd = HttpResponses.of(
                keys.authenticator().realm("a\"b\\c, x=\"").apiKeyHeader("X-K").build());

        assertThat(challenges(odd.denial(because(NO_CREDENTIAL))))
                .containsExactly(
                        "Bearer realm=\"a\\\"b\\\\c, x=\\\"\"", "ApiKey realm=\"a\\\"b\\\\c, x=\\\"\", header=\"X-K\"");
        assertThat(challenges(odd.denial(because(WRONG_SECRET))))
                .singleElement()
                .asString()
                .startsWith("Bearer realm=\"a\\\"b\\\\c, x=\\\"\", error=");
    }

    @Test
    void allPermissionsThatTheCallNeedsStandInOneScope() {
        Denied denied = new Denied(
                PERMISSION_MISSING,
                INSTANCE,
                KEY,
                true,
                List.of(Permission.of("flows:execute"), Permission.of("files:*")),
                0,
                null);

        assertThat(challenges(answers.denial(denied)))
                .singleElement()
                .asString()
                .endsWith(", scope=\"flows:execute files:*\"");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "999999999, 1",
        "1000000000, 1",
        "1000000001, 2",
        "2000000000, 2",
        "2000000001, 3",
        "31622400000000000, 31622400",
        "9223372036854775807, 9223372037"
    })
    void retryAfterIsRoundedUpToWholeSeconds(long nanos, String seconds) {
        Denied denied = new Denied(UNAVAILABLE, INSTANCE, KEY, true, List.of(), nanos, null);

        assertThat(lines(answers.denial(denied))).contains("Retry-After: " + seconds);
    }

    @Test
    void nothingOfTheRequestIsInAnyAnswer() {
        ApiKeyAuthenticator authenticator = keys.authenticator().build();
        String key = keys.issue(
                ApiKeySettings.named("ci-name").withPlan("enterprise").withAllowlist("10.0.0.0/8"));
        TestRequest[] requests = {
            TestRequest.bearer(key).from("198.51.100.77"),
            TestRequest.bearer(key).from("198.51.100.77").header("X-API-Key", key),
            TestRequest.bearer(key).from("10.9.8.7").requiring("flows:execute"),
            TestRequest.bearer(key).from("10.9.8.7").inClearText(),
            TestRequest.bearer(key + "x").from("198.51.100.77"),
            new TestRequest().header("Authorization", "Digest reflected").from("198.51.100.77")
        };

        assertThat(requests).allSatisfy(request -> {
            Decision decision = authenticator.decide(request.header("X-Request-Id", "reflected"));
            assertThat(decision).isInstanceOf(Denied.class);
            assertThat(answers.denial((Denied) decision).toString())
                    .doesNotContain(key, key.substring(8, 20), "ci-name", "acme", "reflected", "10.0.0.0", "10.9.8.7")
                    .doesNotContain("198.51.100.77", "Digest");
        });
    }

    @Test
    void anAnswerToAKeyInItsOwnHeaderIsPrivateUnlessTheApplicationSaysOtherwise() {
        ApiKeyAuthenticator authenticator = keys.authenticator().build();
        String key = keys.issue(ApiKeySettings.named("ci"));

        assertThat(answers.isPrivateByDefault(
                        (Granted) authenticator.decide(new TestRequest().header("X-API-Key", key))))
                .isTrue();
        assertThat(answers.isPrivateByDefault((Granted) authenticator.decide(TestRequest.bearer(key))))
                .isFalse();
    }

    private static Denied because(DenialReason reason) {
        return new Denied(
                reason,
                INSTANCE,
                KEY,
                true,
                reason == PERMISSION_MISSING ? List.of(Permission.of("flows:execute")) : List.of(),
                reason == TOO_MANY_UNKNOWN_KEYS || reason == UNAVAILABLE ? 5 * SECOND : 0,
                null);
    }

    private static List<String> challenges(DenialResponse answer) {
        return answer.headers().stream()
                .filter(header -> header.name().equals("WWW-Authenticate"))
                .map(HttpHeader::value)
                .toList();
    }

    private static List<String> lines(DenialResponse answer) {
        return answer.headers().stream()
                .map(header -> header.name() + ": " + header.value())
                .toList();
    }

    /** The titles are for other protocols too, whose clients must not find out either which ids exist. */
    @Test
    void titlesTellNoMoreThanTheResponses() {
        assertThat(Stream.of(MALFORMED_KEY, UNKNOWN_KEY, WRONG_SECRET).map(HttpResponses::titleOf))
                .containsOnly("Invalid API key");
        assertThat(Arrays.stream(DenialReason.values()).map(HttpResponses::titleOf))
                .allSatisfy(title -> assertThat(title).doesNotContainIgnoringCase("header", "Retry-After"));
    }
}
