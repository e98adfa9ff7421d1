package io.keystile;

import static io.keystile.CredentialSource.API_KEY_HEADER;
import static io.keystile.CredentialSource.BEARER;
import static io.keystile.DenialReason.AMBIGUOUS_CREDENTIAL;
import static io.keystile.DenialReason.MALFORMED_KEY;
import static io.keystile.DenialReason.NO_CREDENTIAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyBuffer;
import io.keystile.key.KeyFormat;
import io.keystile.key.KeyId;
import io.keystile.key.PresentedKey;
import io.keystile.key.SecretHasher;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialReaderTest {
    private final CredentialReader reader = readerOf("X-API-Key");

    /** Takes any text for a key, so that it can be seen what is read. */
    private static CredentialReader readerOf(String header) {
        KeyFormat any = text -> PresentedKey.of(text, KeyId.derivedFrom(text), 0, text.length());
        OccasionalLog log = new OccasionalLog(() -> 0);
        return new CredentialReader(header, KeyFormats.of(List.of(TestKeys.FORMAT, any), log), false);
    }

    /** What was read, with the text of the key in the buffer; null if there is none. */
    private record Read(Credential credential, @Nullable String text) {
        @Nullable
        DenialReason problem() {
            return credential.problem();
        }
    }

    private static Consumer<Read> holds(CredentialSource source, String text) {
        return read -> {
            assertThat(read.problem()).isNull();
            assertThat(read.credential().source()).isEqualTo(source);
            assertThat(read.text()).isEqualTo(text);
        };
    }

    private static Read read(CredentialReader reader, TestRequest request) {
        KeyBuffer buffer = SecretHasher.sha256().takeBuffer();
        Credential credential = reader.read(request, buffer);
        return new Read(credential, credential.problem() == null ? buffer.key().reveal() : null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Bearer T0k-en._~+/=", "bearer T0k-en._~+/=", "BEARER T0k-en._~+/=", "bEaReR    T0k-en._~+/="})
    void aBearerTokenIsReadWhateverTheCaseOfTheSchemeAndHoweverManySpacesFollow(String value) {
        assertThat(read(authorization(value))).satisfies(holds(BEARER, "T0k-en._~+/="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ApiKey t", "apikey t", "APIKEY t", "aPiKeY    t"})
    void theSchemeOfOurOwnChallengeIsReadAsTheApiKeyHeader(String value) {
        assertThat(read(authorization(value))).satisfies(holds(API_KEY_HEADER, "t"));
    }

    @Test
    void theApiKeyHeaderIsReadAsItStandsAndInAnyCaseOfItsName() {
        for (String name : new String[] {"X-API-Key", "x-api-key", "X-Api-KEY"}) {
            assertThat(read(new TestRequest().header(name, "t"))).satisfies(holds(API_KEY_HEADER, "t"));
        }
    }

    @Test
    void nothingElseIsRead() {
        TestRequest request = new TestRequest()
                .header("X_API_Key", "t")
                .header("XAPIKey", "t")
                .header("X-API-Keys", "t")
                .header("Api-Key", "t")
                .header("Cookie", "X-API-Key=t")
                .header("Proxy-Authorization", "Bearer t")
                .header("X-Authorization", "Bearer t");

        assertThat(read(request).credential()).isSameAs(Credential.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Basic dTpw",
                "Digest username=\"u\", realm=\"r\"",
                "ApiKeys t",
                "ApiKey:t",
                "ApiKey=t",
                "Bearers t",
                "Beare t",
                "Bearer=t",
                "Bearer:t",
                " Bearer t",
                "t",
                "Basic dTpw, Bearers t",
                "Basic dTpw, Bearer",
                "Basic dTpw, ApiKeys t",
                "Basic dTpw, ApiKey",
                "Béarer t"
            })
    void anotherSchemeIsNoCredentialAndLeavesRoomForTheApiKeyHeader(String value) {
        assertThat(read(authorization(value)).problem()).isEqualTo(NO_CREDENTIAL);
        assertThat(read(authorization(value).header("X-API-Key", "t"))).satisfies(holds(API_KEY_HEADER, "t"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "bearer", "Bearer ", "Bearer    ", "ApiKey", "apikey", "ApiKey "})
    void theSchemeWithoutATokenIsMalformed(String value) {
        assertThat(read(authorization(value)).problem()).isEqualTo(MALFORMED_KEY);
    }

    @Test
    void anEmptyApiKeyHeaderIsMalformed() {
        assertThat(read(new TestRequest().header("X-API-Key", "")).problem()).isEqualTo(MALFORMED_KEY);
    }

    static Stream<TestRequest> ambiguous() {
        return Stream.of(
                authorization("Bearer one").header("Authorization", "Bearer two"),
                authorization("Bearer one").header("Authorization", "Bearer one"),
                authorization("Bearer one").header("authorization", "Bearer one"),
                authorization("Bearer one").header("Authorization", "Basic dTpw"),
                authorization("Basic dTpw").header("Authorization", "Bearer one"),
                authorization("").header("Authorization", "Bearer one"),
                apiKey("one").header("X-API-Key", "two"),
                apiKey("one").header("X-API-Key", "one"),
                apiKey("one").header("x-api-key", "one"),
                apiKey("one").header("X-API-Key", ""),
                authorization("Bearer one,two"),
                authorization("Bearer one, Bearer two"),
                authorization("Bearer one, Basic dTpw"),
                authorization("Bearer ,one"),
                authorization("Bearer one,"),
                apiKey("one,two"),
                apiKey("one, one"),
                apiKey(","),
                authorization("Bearer one").header("X-API-Key", "two"),
                authorization("Bearer one").header("X-API-Key", "one"),
                authorization("Bearer one").header("X-API-Key", ""),
                authorization("Bearer").header("X-API-Key", "one"),
                authorization("ApiKey one").header("X-API-Key", "two"),
                authorization("ApiKey one").header("X-API-Key", "one"),
                authorization("ApiKey").header("X-API-Key", "one"),
                authorization("ApiKey one").header("Authorization", "ApiKey one"),
                authorization("ApiKey one").header("Authorization", "Bearer one"),
                authorization("ApiKey one, ApiKey two"),
                authorization("ApiKey one, Bearer two"),
                authorization("Bearer one, ApiKey two"),
                authorization("Basic dTpw, ApiKey one"),
                authorization("Basic dTpw,apikey one"),
                authorization("Bearer \u0001").header("X-API-Key", "one"),
                authorization("Basic dTpw, Bearer one"),
                authorization("Basic dTpw,bearer one"),
                authorization("Digest a=b, c=d,   BEARER one"),
                authorization("Basic dTpw,\tBearer one"),
                authorization("Basic dTpw, \t Bearer one").header("X-API-Key", "one"),
                authorization("Basic dTpw, Bearer one").header("X-API-Key", "one"));
    }

    @ParameterizedTest
    @MethodSource("ambiguous")
    void moreThanOneCredentialIsAmbiguousHoweverAlikeTheyAre(TestRequest request) {
        assertThat(read(request).problem()).isEqualTo(AMBIGUOUS_CREDENTIAL);
    }

    @Test
    void upTo128CharactersAreReadAndNotOneMore() {
        String longest = "a".repeat(128);

        assertThat(read(authorization("Bearer " + longest))).satisfies(holds(BEARER, longest));
        assertThat(read(apiKey(longest))).satisfies(holds(API_KEY_HEADER, longest));
        assertThat(read(authorization("Bearer " + longest + "a")).problem()).isEqualTo(MALFORMED_KEY);
        assertThat(read(apiKey(longest + "a")).problem()).isEqualTo(MALFORMED_KEY);
    }

    static IntStream notVisibleAscii() {
        return IntStream.concat(
                IntStream.rangeClosed(0, ' '), IntStream.of(0x7f, 0x80, 0xa0, 0xe9, 0xff, 0x2010, 0xff10));
    }

    @ParameterizedTest
    @MethodSource("notVisibleAscii")
    void aCharacterOutsideVisibleAsciiIsMalformedWhereverItStands(int character) {
        for (String token : new String[] {"a%cb", "ab%c"}) {
            assertThat(read(authorization("Bearer " + token.formatted(character)))
                            .problem())
                    .isEqualTo(MALFORMED_KEY);
            assertThat(read(apiKey(token.formatted(character))).problem()).isEqualTo(MALFORMED_KEY);
        }
    }

    @Test
    void theHeaderOfTheApplicationsChoiceReplacesTheUsualOne() {
        CredentialReader other = readerOf("X-Acme-Key");

        assertThat(read(other, new TestRequest().header("x-acme-key", "t"))).satisfies(holds(API_KEY_HEADER, "t"));
        assertThat(read(other, apiKey("t")).credential()).isSameAs(Credential.NONE);
        assertThat(read(other, apiKey("t").header("X-Acme-Key", "u"))).satisfies(holds(API_KEY_HEADER, "u"));
        assertThat(other.apiKeyHeader()).isEqualTo("X-Acme-Key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "X API Key", "X-API-Key:", "X-API-Key\n", "\u00dcber", "Authorization", "AUTHORIZATION"})
    void whatIsNoFieldNameOrTheOtherHeaderIsRefusedWithAnExample(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> readerOf(name)).withMessageContaining("X-API-Key");
    }

    private static CredentialReader ignoringOthers(KeyFormat... formats) {
        OccasionalLog log = new OccasionalLog(() -> 0);
        return new CredentialReader("X-API-Key", KeyFormats.of(List.of(formats), log), true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Bearer eyJh.eyJz.c2ln", "bearer mF_9.B5f-4.1JqM", "Bearer a~b+c/d==", "Bearer t", "Bearer pk"})
    void anotherBearerTokenIsNoCredentialIfOthersAreIgnored(String value) {
        CredentialReader reading = ignoringOthers(TestKeys.FORMAT);

        assertThat(read(reading, authorization(value)).credential()).isSameAs(Credential.NONE);
        assertThat(read(reading, authorization("Bearer " + "e".repeat(4_000))).credential())
                .isSameAs(Credential.NONE);
        assertThat(read(reading, authorization(value).header("X-API-Key", "t")).problem())
                .isEqualTo(MALFORMED_KEY);
        assertThat(read(reading, authorization(value).header("Authorization", "Basic dTpw"))
                        .problem())
                .isEqualTo(AMBIGUOUS_CREDENTIAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer =",
                "Bearer a=b",
                "Bearer a b",
                "Bearer \"t\"",
                "Bearer a\tb",
                "Bearer \u00e9",
                "Bearer pk_live_",
                "Bearer PK_LIVE_x",
                "Bearer pk_",
                "ApiKey t"
            })
    void whatIsNoTokenOrMayBeMeantAsAKeyIsMalformedEvenIfOthersAreIgnored(String value) {
        assertThat(read(ignoringOthers(TestKeys.FORMAT), authorization(value)).problem())
                .isEqualTo(MALFORMED_KEY);
    }

    @Test
    void aTokenInAFormatOfTheApplicationIsAKeyEvenIfOthersAreIgnored() {
        KeyFormat own = text ->
                text.startsWith("sk-") ? PresentedKey.of(text, KeyId.derivedFrom(text), 0, text.length()) : null;
        CredentialReader reading = ignoringOthers(ApiKeyFormat.ofBrand("pk"), own, ApiKeyFormat.ofBrand("old"));

        assertThat(read(reading, authorization("Bearer sk-1"))).satisfies(holds(BEARER, "sk-1"));
        assertThat(read(reading, authorization("Bearer old_live_x")).problem()).isEqualTo(MALFORMED_KEY);
        assertThat(read(reading, authorization("Bearer other_live_x")).credential())
                .isSameAs(Credential.NONE);
    }

    @Test
    void anUnreadableCredentialIsRefusedBeforeTheStoreIsAsked() {
        ApiKeyAuthenticator authenticator = ApiKeyAuthenticator.lookupBuilder(
                        id -> {
                            throw new AssertionError("the store was asked");
                        },
                        TestKeys.FORMAT)
                .environments("live")
                .build();

        assertThat(Stream.concat(
                        ambiguous(), Stream.of(apiKey("a".repeat(129)), apiKey("caf\u00e9"), authorization("Bearer"))))
                .allSatisfy(request -> assertThat(authenticator.decide(request))
                        .isInstanceOfSatisfying(Decision.Denied.class, denied -> {
                            assertThat(denied.reason()).isIn(AMBIGUOUS_CREDENTIAL, MALFORMED_KEY);
                            assertThat(denied.credentialPresented()).isTrue();
                            assertThat(denied.keyId()).isNull();
                        }));
    }

    private Read read(TestRequest request) {
        return read(reader, request);
    }

    private static TestRequest authorization(String value) {
        return new TestRequest().header("Authorization", value);
    }

    private static TestRequest apiKey(String value) {
        return new TestRequest().header("X-API-Key", value);
    }
}
