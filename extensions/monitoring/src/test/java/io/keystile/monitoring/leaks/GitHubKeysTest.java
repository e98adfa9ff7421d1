package io.keystile.monitoring.leaks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubKeysTest {
    private static final String BODY = "[]";

    private final GitHubSigner signer = GitHubSigner.onP256();
    private final GitHubKeys keys = signer.keys();

    @Test
    void theExampleInGitHubsDocumentationIsVerified() {
        String identifier = "f9525bf080f75b3506ca1ead061add62b8633a346606dc5fe544e29231c6ee0d";
        GitHubKeys published = GitHubKeys.ofPem(Map.of(identifier, """
                -----BEGIN PUBLIC KEY-----
                MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEsz9ugWDj5jK5ELBK42ynytbo38gP
                HzZFI03Exwz8Lh/tCfL3YxwMdLjB+bMznsanlhK0RwcGP3IDb34kQDIo3Q==
                -----END PUBLIC KEY-----
                """));
        String signature =
                "MEUCIFLZzeK++IhS+y276SRk2Pe5LfDrfvTXu6iwKKcFGCrvAiEAhHN2kDOhy2I6eGkOFmxNkOJ+L2y8oQ9A2T9GGJo6WJY=";
        String body =
                "[{\"token\":\"some_token\",\"type\":\"some_type\",\"url\":\"some_url\",\"source\":\"some_source\"}]";

        assertThat(published.verify(identifier, signature, bytes(body))).isTrue();
        assertThat(published.verify(identifier, signature, bytes(body + " "))).isFalse();
    }

    @Test
    void keysAreReadFromTheListThatGitHubPublishes() {
        String json = """
                {"public_keys":[{"key_identifier":"abc","key":"%s","is_current":true}]}""";

        GitHubKeys published = GitHubKeys.read(json.formatted(signer.pem().replace("\n", "\\n")));

        assertThat(published.verify("abc", signer.sign(BODY), bytes(BODY))).isTrue();
    }

    @Test
    void aSignatureIsValidOnlyForItsMessageAndItsKey() {
        String signature = signer.sign(BODY);

        assertThat(keys.verify(GitHubSigner.IDENTIFIER, signature, bytes(BODY))).isTrue();
        assertThat(keys.verify(GitHubSigner.IDENTIFIER, signature, bytes("[ ]")))
                .isFalse();
        assertThat(keys.verify("another", signature, bytes(BODY))).isFalse();
        assertThat(GitHubSigner.onP256().keys().verify(GitHubSigner.IDENTIFIER, signature, bytes(BODY)))
                .isFalse();
    }

    @Test
    void aSignatureWithAnotherDigestIsInvalid() {
        assertThat(keys.verify(GitHubSigner.IDENTIFIER, signer.sign(bytes(BODY), "SHA1withECDSA"), bytes(BODY)))
                .isFalse();
    }

    /** In the last two values, r and s are both 0, and both the order of the curve. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?",
                "not base64!",
                "AAAA",
                "MAA=",
                "MAYCAQACAQA=",
                "MEYCIQD/////AAAAAP//////////vOb6racXnoTzucrC/GMlUQIhAP////8AAAAA//////////+85vqtpxeehPO5ysL8YyVR"
            })
    void aMalformedOrDegenerateSignatureIsInvalid(String signature) {
        assertThat(keys.verify(GitHubSigner.IDENTIFIER, signature, bytes(BODY))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp384r1", "secp521r1"})
    void aKeyOnAnotherCurveIsRejected(String curve) {
        GitHubSigner other = GitHubSigner.onCurve(curve);

        assertThatThrownBy(other::keys).hasMessage("Key 90a421169f0a is not on the curve P-256");
        assertThatThrownBy(() -> GitHubKeys.ofPem(Map.of("abc", other.pem())))
                .hasMessage("Key abc is not on the curve P-256");
    }

    @Test
    void anRsaKeyIsRejected() throws Exception {
        var rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPublic();
        String pem = "-----BEGIN PUBLIC KEY-----\n" + Base64.getEncoder().encodeToString(rsa.getEncoded())
                + "\n-----END PUBLIC KEY-----";

        assertThatThrownBy(() -> GitHubKeys.of(Map.of("abc", rsa))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GitHubKeys.ofPem(Map.of("abc", pem))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"public_keys\":[]}",
                "{\"public_keys\":[{}]}",
                "{\"public_keys\":[{\"key_identifier\":\"a\",\"key\":7}]}",
                "{\"public_keys\":[{\"key_identifier\":\"a\",\"key\":\"AAAA\"}]}",
                "{\"public_keys\":[{\"key_identifier\":\"a\","
                        + "\"key\":\"-----BEGIN PUBLIC KEY-----A===-----END PUBLIC KEY-----\"}]}"
            })
    void jsonThatIsNotAListOfKeysIsRejected(String json) {
        assertThatThrownBy(() -> GitHubKeys.read(json)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEmptySetIsRejected() {
        assertThatThrownBy(() -> GitHubKeys.of(Map.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
