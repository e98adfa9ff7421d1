package io.keystile;

import static io.keystile.DenialReason.MALFORMED_KEY;
import static io.keystile.DenialReason.UNKNOWN_KEY;
import static io.keystile.DenialReason.WRONG_ENVIRONMENT;
import static io.keystile.DenialReason.WRONG_SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyFormat;
import io.keystile.key.KeyId;
import io.keystile.key.PresentedKey;
import io.keystile.key.SecretHash;
import io.keystile.key.SecretHasher;
import io.keystile.key.SeededRandom;
import io.keystile.model.ApiKeySettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Keys of three shapes that other systems issue, through an authenticator. */
class KeyFormatsTest {
    /** The whole key is secret, so that its id has to be derived. */
    private static final KeyFormat UUIDS = text -> text.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
            ? PresentedKey.of(text, KeyId.derivedFrom(text), 0, text.length())
            : null;

    private static final KeyFormat DOTTED = text -> {
        int dot = text.indexOf('.');
        return dot < 1 || dot > 40 || dot == text.length() - 1
                ? null
                : PresentedKey.of(text, new KeyId(text.substring(0, dot)), dot + 1, text.length());
    };

    private static final Pattern SHORT_AND_LONG = Pattern.compile("seam_([0-9A-Za-z]{8,12})_([0-9A-Za-z]{24,32})");
    private static final KeyFormat SEAM = text -> {
        Matcher parts = SHORT_AND_LONG.matcher(text);
        return parts.matches() ? PresentedKey.of(text, new KeyId(parts.group(1)), parts.start(2), parts.end(2)) : null;
    };

    private static final String UUID_KEY = "8c4d3cbe-02a1-4f0e-9d8a-5be1f5c6a7d2";
    private static final String DOTTED_KEY = "svc42.Jm1xTq8vRz5KcY7nWb3dLhPs";
    private static final String SEAM_KEY = "seam_4kV9xQ2mTz_Zr7WbN3yKp8LdG5sXv1HtQ6c";

    private final TestKeys keys = new TestKeys();
    private final ApiKeyAuthenticator authenticator = keys.authenticator()
            .alsoAccept(UUIDS)
            .alsoAccept(DOTTED)
            .alsoAccept(SEAM)
            .build();

    @Test
    void aUuidIsFoundByTheDigestThatWasAllItsImporterHad() {
        byte[] digest = sha256(UUID_KEY);
        keys.store.insert(Imports.of(KeyId.derivedFromSha256(digest), SecretHash.ofSha256(digest)));

        assertGranted(UUID_KEY);
        assertThat(reasonOf(UUID_KEY.replace('8', '9')))
                .as("another key has another id")
                .isEqualTo(UNKNOWN_KEY);
        assertThat(reasonOf(UUID_KEY.replace('-', '_'))).isEqualTo(MALFORMED_KEY);
    }

    @Test
    void aPrefixIsThePublicIdOfASecretBehindADot() {
        keys.store.insert(Imports.of(new KeyId("svc42"), SecretHash.ofSha256(sha256("Jm1xTq8vRz5KcY7nWb3dLhPs"))));

        assertGranted(DOTTED_KEY);
        assertThat(reasonOf("svc42.Jm1xTq8vRz5KcY7nWb3dLhPx")).isEqualTo(WRONG_SECRET);
        assertThat(reasonOf("svc43.Jm1xTq8vRz5KcY7nWb3dLhPs")).isEqualTo(UNKNOWN_KEY);
        assertThat(reasonOf(".Jm1xTq8vRz5KcY7nWb3dLhPs")).isEqualTo(MALFORMED_KEY);
    }

    @Test
    void aShortTokenIsThePublicIdOfALongOne() {
        keys.store.insert(Imports.of(new KeyId("4kV9xQ2mTz"), SecretHash.ofSha256(sha256("Zr7WbN3yKp8LdG5sXv1HtQ6c"))));

        assertGranted(SEAM_KEY);
        assertThat(reasonOf(SEAM_KEY.replace("HtQ6c", "HtQ6d"))).isEqualTo(WRONG_SECRET);
        assertThat(reasonOf(SEAM_KEY.replace("seam", "foam"))).isEqualTo(MALFORMED_KEY);
    }

    @Test
    void theEnvironmentOfAKeyThatNamesNoneIsThatOfItsRecord() {
        SecretHash hash = SecretHash.ofSha256(sha256("Zr7WbN3yKp8LdG5sXv1HtQ6c"));
        keys.store.insert(Imports.of(new KeyId("4kV9xQ2mTz"), hash));
        ApiKeyAuthenticator ofStaging = ApiKeyAuthenticator.builder(keys.store, TestKeys.FORMAT)
                .environments("staging")
                .alsoAccept(SEAM)
                .build();

        assertThat(((Denied) ofStaging.decide(TestRequest.bearer(SEAM_KEY))).reason())
                .isEqualTo(WRONG_ENVIRONMENT);
        assertThat(((Granted) authenticator.decide(TestRequest.bearer(SEAM_KEY)))
                        .principal()
                        .environment())
                .isEqualTo("live");
    }

    @Test
    void theOwnFormatComesFirstAndTheOthersInTheirOrder() {
        String own = keys.issue(ApiKeySettings.named("own"));
        KeyFormat greedy = text -> PresentedKey.of(text, new KeyId("greedy"), 0, text.length());
        ApiKeyAuthenticator ordered = keys.authenticator()
                .alsoAccept(UUIDS)
                .alsoAccept(greedy)
                .alsoAccept(SEAM)
                .build();

        assertThat(ordered.decide(TestRequest.bearer(own))).isInstanceOf(Granted.class);
        assertThat(((Denied) ordered.decide(TestRequest.bearer(UUID_KEY))).keyId())
                .isEqualTo(KeyId.derivedFrom(UUID_KEY));
        assertThat(((Denied) ordered.decide(TestRequest.bearer(SEAM_KEY))).keyId())
                .isEqualTo(new KeyId("greedy"));
    }

    @Test
    void anotherBrandIsAFormatToo() {
        ApiKeyFormat before = ApiKeyFormat.ofBrand("oldbrand");
        PresentedKey old = before.generate("live", new SeededRandom(4));
        keys.store.insert(Imports.of(old.id(), SecretHasher.sha256().hash(old)));
        ApiKeyAuthenticator both = keys.authenticator().alsoAccept(before).build();

        assertThat(both.decide(TestRequest.bearer(old.reveal()))).isInstanceOf(Granted.class);
        assertThat(reasonOf(old.reveal())).isEqualTo(MALFORMED_KEY);
    }

    @Test
    void aFormatThatThrowsMakesTheTextMalformedAndIsLoggedWithoutIt() {
        KeyFormat quotes = text -> {
            throw new NumberFormatException("For input string: " + text);
        };
        KeyFormat overflows = text -> {
            throw new StackOverflowError(text);
        };
        KeyFormat givesAwayTheSecret = text -> PresentedKey.of(text, new KeyId(text.substring(0, 30)), 0, 30);
        try (LogCapture captured = LogCapture.open()) {
            for (KeyFormat broken : new KeyFormat[] {quotes, overflows, givesAwayTheSecret}) {
                ApiKeyAuthenticator careful =
                        keys.authenticator().alsoAccept(broken).build();

                Denied denied = (Denied) careful.decide(TestRequest.bearer(SEAM_KEY));
                careful.decide(TestRequest.bearer(SEAM_KEY));

                assertThat(denied.reason()).isEqualTo(MALFORMED_KEY);
            }

            assertThat(captured.lines())
                    .hasSize(3)
                    .allSatisfy(
                            line -> assertThat(line).contains("The key format").doesNotContain(SEAM_KEY.substring(20)))
                    .anySatisfy(line -> assertThat(line).contains("java.lang.NumberFormatException at io.keystile"));
        }
    }

    @Test
    void aRequestWithoutAKeyIsShownToNoFormat() {
        KeyFormat none = text -> {
            throw new AssertionError("asked about a text of length " + text.length());
        };
        ApiKeyAuthenticator asking = keys.authenticator().alsoAccept(none).build();

        try (LogCapture captured = LogCapture.open()) {
            asking.decide(new TestRequest());
            asking.decide(TestRequest.bearer("x".repeat(129)));
            asking.decide(TestRequest.bearer("caf\u00e9"));

            assertThat(captured.lines()).isEmpty();
        }
    }

    private void assertGranted(String key) {
        assertThat(authenticator.decide(TestRequest.bearer(key).requiring("flows:read")))
                .isInstanceOf(Granted.class);
    }

    private DenialReason reasonOf(String key) {
        return ((Denied) authenticator.decide(TestRequest.bearer(key))).reason();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
