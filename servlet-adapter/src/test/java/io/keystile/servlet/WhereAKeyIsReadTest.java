package io.keystile.servlet;

import static io.keystile.servlet.TestServer.apiKey;
import static io.keystile.servlet.TestServer.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WhereAKeyIsReadTest {
    private static final TestKeys KEYS = new TestKeys();
    private static final String KEY = KEYS.issue();
    private static final TestServer SERVER = new TestServer(
                    new ApiKeyFilter(KEYS.authenticator().build(), Routes.protectAll()))
            .serve("/*", (request, response) -> response.getWriter().print(request.getAuthType()));

    @BeforeAll
    static void start() {
        SERVER.start();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static void assertAmbiguous(String... headers) {
        Answer answer = SERVER.get("/", headers);
        assertThat(answer.status()).as(answer.raw()).isEqualTo(400);
        assertThat(answer.problemType()).isEqualTo("urn:keystile:problem:ambiguous-key");
    }

    private static void assertNoCredential(Answer answer) {
        assertThat(answer.status()).as(answer.raw()).isEqualTo(401);
        assertThat(answer.problemType()).isEqualTo("urn:keystile:problem:key-required");
        assertThat(answer.header("WWW-Authenticate")).hasSize(2).noneMatch(line -> line.contains("error"));
    }

    private static void assertInvalid(String... headers) {
        Answer answer = SERVER.get("/", headers);
        assertThat(answer.status()).as(answer.raw()).isEqualTo(401);
        assertThat(answer.problemType()).isEqualTo("urn:keystile:problem:invalid-key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer ",
                "authorization: bearer ",
                "AUTHORIZATION: BEARER ",
                "Authorization: bEaReR    "
            })
    void bearerIsCaseInsensitiveAndOneOrMoreSpacesFollowIt(String start) {
        Answer answer = SERVER.get("/", start + KEY);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-API-Key: ", "x-api-key:", "X-Api-Key:   "})
    void apiKeyHeaderIsCaseInsensitive(String start) {
        Answer answer = SERVER.get("/", start + KEY);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("ApiKey");
    }

    @Test
    void headerOfTheApplicationsChoiceReplacesXApiKey() {
        ApiKeyFilter filter =
                new ApiKeyFilter(KEYS.authenticator().apiKeyHeader("Api-Token").build(), Routes.protectAll());
        try (TestServer server = new TestServer(filter).serve("/*", "resource").start()) {
            assertThat(server.get("/", "api-token: " + KEY).status()).isEqualTo(200);
            assertNoCredential(server.get("/", apiKey(KEY)));
        }
    }

    @Test
    void keyInTheQueryStringIsNotRead() {
        assertNoCredential(SERVER.get("/?api_key=" + KEY + "&access_token=" + KEY + "&X-API-Key=" + KEY));
    }

    @Test
    void keyInACookieIsNotRead() {
        assertNoCredential(SERVER.get("/", "Cookie: X-API-Key=" + KEY + "; Authorization=" + KEY));
    }

    @Test
    void headerWithUnderscoresIsAnotherHeader() {
        assertNoCredential(SERVER.get("/", "X_API_Key: " + KEY));
        assertNoCredential(SERVER.get("/", "X_API-Key: " + KEY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic ", "Digest ", "ApiKey ", "Token ", "Bearerx ", ""})
    void otherSchemeIsNoCredential(String scheme) {
        assertNoCredential(SERVER.get("/", "Authorization: " + scheme + KEY));
    }

    @Test
    void otherSchemeDoesNotHideTheApiKeyHeader() {
        assertThat(SERVER.get("/", "Authorization: Basic dXNlcjpwYXNz", apiKey(KEY))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void twoAuthorizationLinesAreAmbiguousEqualOrNot() {
        assertAmbiguous(bearer(KEY), bearer(KEY));
        assertAmbiguous(bearer(KEY), bearer("other"));
        assertAmbiguous(bearer(KEY), "authorization: Basic dXNlcjpwYXNz");
    }

    @Test
    void twoApiKeyLinesAreAmbiguousEqualOrNot() {
        assertAmbiguous(apiKey(KEY), apiKey(KEY));
        assertAmbiguous(apiKey(KEY), "x-api-key: other");
    }

    @Test
    void commaJoinedPairIsAmbiguous() {
        assertAmbiguous(bearer(KEY + ", Bearer " + KEY));
        assertAmbiguous(bearer(KEY + "," + KEY));
        assertAmbiguous(apiKey(KEY + ", " + KEY));
        assertAmbiguous("Authorization: Basic dXNlcjpwYXNz, Bearer " + KEY);
    }

    @Test
    void bearerTokenTogetherWithTheApiKeyHeaderIsAmbiguous() {
        assertAmbiguous(bearer(KEY), apiKey(KEY));
        assertAmbiguous(bearer("malformed"), apiKey(KEY));
        assertAmbiguous("Authorization: Bearer", apiKey(KEY));
    }

    @Test
    void keyOfMoreThan128CharactersIsRefused() {
        assertInvalid(bearer("k".repeat(128)));
        assertInvalid(bearer("k".repeat(129)));
        assertInvalid(apiKey(KEY + "k".repeat(129 - KEY.length())));
    }

    @Test
    void keyWithABytesOutsidePrintableAsciiIsRefused() {
        assertInvalid(bearer(KEY.replace('_', '\u00e9')));
        assertInvalid(apiKey(KEY + "\u00ff"));
        assertInvalid(bearer(KEY + "\tx"));
        assertInvalid(apiKey(KEY + " x"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x01, 0x0b, 0x1f, 0x7f})
    void controlByteInAKeyNeverLeadsToTheResource(int control) {
        Answer answer = SERVER.get("/", bearer(KEY + (char) control));

        assertThat(answer.status()).isBetween(400, 401);
        assertThat(answer.raw()).doesNotContain(KEY);
    }

    @Test
    void emptyTokenIsInvalid() {
        assertInvalid("Authorization: Bearer");
        assertInvalid("X-API-Key:");
    }
}
