package io.keystile.monitoring.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.Forgery;
import io.keystile.TestKeys;
import io.keystile.monitoring.leaks.GitHubAnswer.Outcome;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubSecretScanningTest {
    private static final String URL = "https://github.com/octocat/Hello-World/blob/12345600b9cb/foo/bar.txt";

    private final GitHubSigner signer = GitHubSigner.onP256();
    private final GitHubKeys gitHubKeys = signer.keys();
    private final LeakFixture fixture = new LeakFixture();
    private final GitHubSecretScanning scanning = new GitHubSecretScanning(() -> gitHubKeys, fixture.revoking());
    private final String key = fixture.issue();

    @Test
    void aLeakedKeyIsRevokedAndLabelledByItsHash() throws Exception {
        GitHubAnswer answer = send(messageOf(key));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(answer.bodyBytes()).isEqualTo(bytes("[" + label(key, "true_positive") + "]"));
        assertThat(fixture.isActive(key)).isFalse();
        assertThat(fixture.events)
                .containsExactly(new LeakEvent(
                        TestKeys.idOf(key),
                        new LeakSite("github-secret-scanning", URL, "content"),
                        LeakAction.REVOKED));
    }

    @Test
    void eachTokenHasItsOwnLabel() throws Exception {
        String forged = Forgery.withOtherSecret(fixture.issue());

        GitHubAnswer answer = send(messageOf("no key", key, forged, key));

        assertThat(answer.body())
                .isEqualTo("[" + label("no key", "false_positive") + "," + label(key, "true_positive") + ","
                        + label(forged, "false_positive") + "," + label(key, "true_positive") + "]");
        assertThat(fixture.isActive(forged)).isTrue();
        assertThat(fixture.actions()).containsExactly(LeakAction.REVOKED, LeakAction.ALREADY_REVOKED);
    }

    @Test
    void aRepeatedMessageChangesNothingAndGetsTheSameResponse() {
        GitHubAnswer first = send(messageOf(key, "no key"));
        var revoked = fixture.keys.store.find(TestKeys.idOf(key));

        assertThat(send(messageOf(key, "no key"))).isEqualTo(first);
        assertThat(fixture.keys.store.find(TestKeys.idOf(key))).isEqualTo(revoked);
    }

    @Test
    void anEmptyMessageIsHandled() {
        assertThat(send("[]").body()).isEqualTo("[]");
    }

    @Test
    void aMessageWithoutUrlAndSourceAndWithAnUnknownPropertyIsHandled() {
        GitHubAnswer answer = send("[{\"token\":\"" + key + "\",\"type\":\"t\",\"url\":null,\"new\":{\"a\":[1]}}]");

        assertThat(answer.outcome()).isEqualTo(Outcome.HANDLED);
        assertThat(fixture.events)
                .extracting(LeakEvent::site)
                .containsExactly(new LeakSite("github-secret-scanning", "", ""));
    }

    @Test
    void aMessageWithoutAValidSignatureIsRejectedAndChangesNothing() {
        String body = messageOf(key);
        String otherKeys = GitHubSigner.onP256().sign(body);

        assertThat(Stream.of(
                        handle(null, signer.sign(body), body),
                        handle(GitHubSigner.IDENTIFIER, null, body),
                        handle("unknown", signer.sign(body), body),
                        handle(GitHubSigner.IDENTIFIER, otherKeys, body),
                        handle(GitHubSigner.IDENTIFIER, signer.sign(body), body + "\n"),
                        handle(GitHubSigner.IDENTIFIER, "not base64!", body),
                        handle(GitHubSigner.IDENTIFIER, "", body)))
                .containsOnly(GitHubAnswer.of(Outcome.NOT_SIGNED));
        assertThat(GitHubAnswer.of(Outcome.NOT_SIGNED).status()).isEqualTo(403);
        assertThat(fixture.isActive(key)).isTrue();
        assertThat(fixture.events).isEmpty();
    }

    @Test
    void aMessageWithoutAValidSignatureIsNotParsed() {
        assertThat(handle(GitHubSigner.IDENTIFIER, "AAAA", "{ not JSON").outcome())
                .isEqualTo(Outcome.NOT_SIGNED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "7",
                "[7]",
                "[null]",
                "[[]]",
                "[{}]",
                "[{\"token\":\"KEY\"}]",
                "[{\"token\":7,\"type\":\"t\"}]",
                "[{\"token\":null,\"type\":\"t\"}]",
                "[{\"token\":\"KEY\",\"type\":[]}]",
                "[{\"token\":\"KEY\",\"type\":\"t\",\"url\":{}}]",
                "[{\"token\":\"KEY\",\"type\":\"t\",\"source\":1}]",
                "[{\"token\":\"KEY\",\"token\":\"KEY\",\"type\":\"t\"}]",
                "[{\"token\":\"KEY\",\"type\":\"t\"}] []",
                "[{\"token\":\"KEY\",\"type\":\"t\"},]",
                "[{\"token\":\"KEY\",\"type\":\"t\"}",
                "[{'token':'KEY','type':'t'}]",
                "[{\"token\":\"KEY\",\"type\":\"t\"},{\"token\":\"KEY\"}]"
            })
    void aSignedMessageThatIsMalformedChangesNothing(String body) {
        GitHubAnswer answer = send(body.replace("KEY", key));

        assertThat(answer).isEqualTo(GitHubAnswer.of(Outcome.NOT_UNDERSTOOD));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(fixture.isActive(key)).isTrue();
    }

    @Test
    void bytesThatAreNotUtf8AreRejected() {
        byte[] body = messageOf(key).getBytes(StandardCharsets.UTF_16);
        String signature = signer.sign(body);

        assertThat(scanning.handle(GitHubSigner.IDENTIFIER, signature, body).outcome())
                .isEqualTo(Outcome.NOT_UNDERSTOOD);
    }

    @Test
    void deepNestingIsRejected() {
        assertThat(send("[".repeat(100_000)).outcome()).isEqualTo(Outcome.NOT_UNDERSTOOD);
    }

    @Test
    void aTooLongBodyIsRejectedBeforeItsSignatureIsVerified() {
        byte[] body = new byte[GitHubSecretScanning.MAX_BODY_BYTES + 1];

        GitHubAnswer answer = scanning.handle(GitHubSigner.IDENTIFIER, "", body);

        assertThat(answer.outcome()).isEqualTo(Outcome.TOO_LARGE);
        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void theMaximumNumberOfTokensIsHandledAndOneMoreIsRejected() {
        String[] tokens = new String[GitHubSecretScanning.MAX_TOKENS];
        Arrays.fill(tokens, "no key");
        String full = messageOf(tokens);
        String over =
                full.substring(0, full.length() - 1) + "," + messageOf(key).substring(1);

        assertThat(send(full).outcome()).isEqualTo(Outcome.HANDLED);
        assertThat(send(over)).isEqualTo(GitHubAnswer.of(Outcome.TOO_LARGE));
        assertThat(fixture.isActive(key)).isTrue();
    }

    @Test
    void oneFailedLookUpGivesTryAgainWhileOtherKeysAreRevoked() {
        String unreadableKey = fixture.issue();
        String after = fixture.issue();
        fixture.unreadable.add(TestKeys.idOf(unreadableKey));

        GitHubAnswer answer = send(messageOf(key, unreadableKey, after));

        assertThat(answer).isEqualTo(GitHubAnswer.of(Outcome.TRY_AGAIN));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(fixture.isActive(key)).isFalse();
        assertThat(fixture.isActive(unreadableKey)).isTrue();
        assertThat(fixture.isActive(after)).isFalse();
        fixture.unreadable.clear();
        assertThat(send(messageOf(key, unreadableKey, after)).outcome()).isEqualTo(Outcome.HANDLED);
        assertThat(fixture.isActive(unreadableKey)).isFalse();
    }

    @Test
    void aFailureToGetGitHubsKeysGivesTryAgain() {
        GitHubSecretScanning withoutKeys = new GitHubSecretScanning(
                () -> {
                    throw new IllegalStateException("no network");
                },
                fixture.revoking());
        String body = messageOf(key);

        GitHubAnswer answer = withoutKeys.handle(GitHubSigner.IDENTIFIER, signer.sign(body), bytes(body));

        assertThat(answer.outcome()).isEqualTo(Outcome.TRY_AGAIN);
        assertThat(fixture.isActive(key)).isTrue();
    }

    @Test
    void errorResponsesAreProblemDetails() {
        for (Outcome outcome :
                List.of(Outcome.NOT_UNDERSTOOD, Outcome.NOT_SIGNED, Outcome.TOO_LARGE, Outcome.TRY_AGAIN)) {
            GitHubAnswer answer = GitHubAnswer.of(outcome);

            assertThat(answer.contentType()).isEqualTo("application/problem+json");
            assertThat(answer.body()).matches("\\{\"status\":" + answer.status() + ",\"detail\":\"[A-Z][^\"]+\\.\"}");
        }
    }

    private GitHubAnswer send(String body) {
        return handle(GitHubSigner.IDENTIFIER, signer.sign(body), body);
    }

    private GitHubAnswer handle(@Nullable String identifier, @Nullable String signature, String body) {
        return scanning.handle(identifier, signature, bytes(body));
    }

    static String messageOf(String... tokens) {
        return Stream.of(tokens)
                .map(token -> "{\"token\":\"" + token + "\",\"type\":\"our_api_key\",\"url\":\"" + URL
                        + "\",\"source\":\"content\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String label(String token, String label) throws Exception {
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(token)));
        return "{\"token_hash\":\"" + hash + "\",\"token_type\":\"our_api_key\",\"label\":\"" + label + "\"}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
