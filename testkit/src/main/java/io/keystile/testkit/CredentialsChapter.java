package io.keystile.testkit;

import static io.keystile.testkit.TestKeys.apiKey;
import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class CredentialsChapter extends Chapter {
    private final String key = keys.issue();

    CredentialsChapter(ContractSites sites) {
        super(sites);
    }

    private void assertAmbiguous(String... headers) {
        Denials.assertDenial(get(WHO_AM_I, headers), 400, "ambiguous-key", key);
    }

    private void assertInvalid(String... headers) {
        Denials.assertDenial(get(WHO_AM_I, headers), 401, "invalid-key", key);
    }

    private void assertNoCredential(Answer answer) {
        Denials.assertDenial(answer, 401, "key-required", key);
        assertThat(answer.header("WWW-Authenticate")).hasSize(2).noneMatch(line -> line.contains("error"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer ",
                "authorization: bearer ",
                "AUTHORIZATION: BEARER ",
                "Authorization: bEaReR    "
            })
    void bearerSchemeIsCaseInsensitiveAndMayBeFollowedBySeveralSpaces(String start) {
        assertThat(get(WHO_AM_I, start + key).body()).isEqualTo(keys.idOf(key) + " Bearer false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-API-Key: ", "x-api-key:", "X-Api-Key:   "})
    void apiKeyHeaderNameIsCaseInsensitive(String start) {
        assertThat(get(WHO_AM_I, start + key).body()).isEqualTo(keys.idOf(key) + " ApiKey false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization: ApiKey ", "authorization: apikey ", "AUTHORIZATION: APIKEY    "})
    void schemeOfTheSecondChallengeIsReadLikeTheApiKeyHeader(String start) {
        assertThat(get(WHO_AM_I, start + key).body()).isEqualTo(keys.idOf(key) + " ApiKey false");
    }

    @Test
    void apiKeySchemeTogetherWithAnotherKeyIsAmbiguous() {
        assertAmbiguous("Authorization: ApiKey " + key, apiKey(key));
        assertAmbiguous("Authorization: ApiKey", apiKey(key));
        assertAmbiguous("Authorization: ApiKey " + key, "Authorization: ApiKey " + key);
        assertAmbiguous("Authorization: ApiKey " + key, bearer(key));
        assertAmbiguous("Authorization: ApiKey " + key + ", Bearer " + key);
        assertAmbiguous("Authorization: Basic dXNlcjpwYXNz, ApiKey " + key);
    }

    @Test
    void apiKeySchemeWithAWrongKeyIsInvalid() {
        assertInvalid("Authorization: ApiKey");
        assertInvalid("Authorization: ApiKey " + key + "x");
        assertInvalid("Authorization: ApiKey " + keys.withOtherSecret(key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization: Bearer: %s", "Authorization: Bearer=%s", "Authorization: Basic %s"})
    void keyInAnotherFormGetsADetailThatNamesBothHeaders(String line) {
        Answer answer = get(WHO_AM_I, line.formatted(key));

        assertNoCredential(answer);
        assertNamesBothHeaders(answer, "X-API-Key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer \"%s\"",
                "Authorization: ApiKey '%s'",
                "X-API-Key: \"%s\"",
                "X-API-Key: <%s>"
            })
    void keyInQuotesGetsADetailThatSaysHowToSendIt(String line) {
        Answer answer = get(WHO_AM_I, line.formatted(key));

        Denials.assertDenial(answer, 401, "invalid-key", key);
        assertNamesBothHeaders(answer, "X-API-Key");
        assertThat(answer.problem().path("detail").asText()).contains("without quotes");
    }

    @Test
    void detailsNameTheConfiguredHeader() {
        assertNamesBothHeaders(sites.behindForwarded().get(WHO_AM_I), "Api-Token");
        assertNamesBothHeaders(sites.behindForwarded().get(WHO_AM_I, bearer("malformed")), "Api-Token");
    }

    private static void assertNamesBothHeaders(Answer answer, String header) {
        assertThat(answer.problem().path("detail").asText())
                .contains("Authorization: Bearer <key>", header + ": <key>");
    }

    @Test
    void configuredHeaderReplacesXApiKey() {
        ContractSite site = sites.behindForwarded();

        assertThat(site.get(WHO_AM_I, "api-token: " + key).status()).isEqualTo(200);
        assertThat(site.get(WHO_AM_I, apiKey(key)).status()).isEqualTo(401);
    }

    @Test
    void keyInTheQueryStringIsNotRead() {
        assertNoCredential(get(WHO_AM_I + "?api_key=" + key + "&access_token=" + key + "&X-API-Key=" + key));
    }

    @Test
    void keyInAFormIsNotRead() {
        assertNoCredential(direct().sendBody(
                        "POST",
                        WHO_AM_I,
                        "access_token=" + key + "&X-API-Key=" + key,
                        "Content-Type: application/x-www-form-urlencoded"));
    }

    @Test
    void keyInACookieIsNotRead() {
        assertNoCredential(get(WHO_AM_I, "Cookie: X-API-Key=" + key + "; Authorization=" + key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X_API_Key: ", "X_API-Key: ", "X-API-Keys: ", "Proxy-Authorization: Bearer "})
    void headerWithASimilarNameIsNotRead(String start) {
        assertNoCredential(get(WHO_AM_I, start + key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic ", "Digest ", "ApiKeyx ", "Token ", "Bearerx ", ""})
    void otherAuthenticationSchemeIsNoCredential(String scheme) {
        assertNoCredential(get(WHO_AM_I, "Authorization: " + scheme + key));
    }

    @Test
    void otherAuthenticationSchemeDoesNotHideTheApiKeyHeader() {
        assertThat(get(WHO_AM_I, "Authorization: Basic dXNlcjpwYXNz", apiKey(key))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void twoAuthorizationLinesAreAmbiguousEvenIfEqual() {
        assertAmbiguous(bearer(key), bearer(key));
        assertAmbiguous(bearer(key), bearer("other"));
        assertAmbiguous(bearer(key), "authorization: Basic dXNlcjpwYXNz");
    }

    @Test
    void twoApiKeyLinesAreAmbiguousEvenIfEqual() {
        assertAmbiguous(apiKey(key), apiKey(key));
        assertAmbiguous(apiKey(key), "x-api-key: other");
    }

    @Test
    void twoCredentialsJoinedByACommaAreAmbiguous() {
        assertAmbiguous(bearer(key + ", Bearer " + key));
        assertAmbiguous(bearer(key + "," + key));
        assertAmbiguous(apiKey(key + ", " + key));
        assertAmbiguous("Authorization: Basic dXNlcjpwYXNz, Bearer " + key);
    }

    @Test
    void bearerTokenTogetherWithTheApiKeyHeaderIsAmbiguous() {
        assertAmbiguous(bearer(key), apiKey(key));
        assertAmbiguous(bearer("malformed"), apiKey(key));
        assertAmbiguous("Authorization: Bearer", apiKey(key));
    }

    @Test
    void keyOfMoreThan128CharactersIsInvalid() {
        assertInvalid(bearer("k".repeat(128)));
        assertInvalid(bearer("k".repeat(129)));
        assertInvalid(apiKey(key + "k".repeat(129 - key.length())));
    }

    @Test
    void keyWithBytesOutsidePrintableAsciiIsInvalid() {
        assertInvalid(bearer(key.replace('_', '\u00e9')));
        assertInvalid(apiKey(key + "\u00ff"));
        assertInvalid(bearer(key + "\tx"));
        assertInvalid(apiKey(key + " x"));
    }

    @Test
    void emptyKeyIsInvalid() {
        assertInvalid("Authorization: Bearer");
        assertInvalid("X-API-Key:");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x01, 0x0b, 0x1f, 0x7f})
    void keyWithAControlByteNeverReachesTheResource(int control) {
        int before = direct().application().runs();

        Answer answer = get(WHO_AM_I, bearer(key.substring(0, 20) + (char) control + key.substring(20)));

        assertThat(direct().application().runs()).isEqualTo(before);
        assertThat(answer.status()).isIn(0, 400, 401);
        if (answer.status() == 401) {
            Denials.assertDenial(answer, 401, "invalid-key", key);
        }
    }
}
