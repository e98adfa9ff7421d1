package io.keystile.monitoring.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.admin.ApiKeys;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.SecretHasher;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares the guide with the generated rules and with the code between the marks in this file. */
class LeakGuideTest {
    private static final Logger LOG = LoggerFactory.getLogger(LeakGuideTest.class);
    private static final Path SOURCE = Path.of("src/test/java/io/keystile/monitoring/leaks/LeakGuideTest.java");

    private final ApiKeyFormat format = ApiKeyFormat.ofBrand("pk");
    private final ScannerRules rules = ScannerRules.of(format);

    private static void writeRules(Path folder) throws IOException {
        // begin
        ScannerRules rules = ScannerRules.of(ApiKeyFormat.ofBrand("pk"));
        Files.writeString(folder.resolve("gitleaks-rule.toml"), rules.gitleaks());
        Files.writeString(folder.resolve("trufflehog.yaml"), rules.truffleHog());
        Files.writeString(folder.resolve("github-pattern.txt"), rules.gitHubPattern());
        // end
    }

    static final class GitHubKeySource {
        private final AtomicReference<GitHubKeys> current = new AtomicReference<>();

        // begin
        /** Call this at startup and then every hour. If it throws, the previous keys stay in use. */
        void fetchGitHubKeys() throws IOException {
            URLConnection connection = URI.create("https://api.github.com/meta/public_keys/secret_scanning")
                    .toURL()
                    .openConnection();
            connection.setConnectTimeout(10_000);
            connection.setReadTimeout(10_000);
            try (InputStream response = connection.getInputStream()) {
                current.set(GitHubKeys.read(new String(response.readAllBytes(), StandardCharsets.UTF_8)));
            }
        }
        // end

        static GitHubSecretScanning wire(
                ApiKeys keys, ApiKeyFormat format, SecretHasher hasher, AtomicReference<GitHubKeys> current) {
            // begin
            LeakListener listener = event -> LOG.warn("{} {} {}", event.action(), event.keyId(), event.site());
            LeakedKeys leakedKeys = new LeakedKeys(keys, format, hasher, LeakPolicy.REVOKE, listener);
            GitHubSecretScanning scanning = new GitHubSecretScanning(current::get, leakedKeys);
            // end
            return scanning;
        }
    }

    @Test
    void theGuideShowsTheGeneratedRules() throws IOException {
        assertThat(guide())
                .contains("```toml\n" + rules.gitleaks() + "```")
                .contains("```yaml\n" + rules.truffleHog() + "```")
                .contains("```text\n" + rules.gitHubPattern() + "```");
    }

    @Test
    void theGuideShowsTheCompiledCode() throws IOException {
        Pattern marked = Pattern.compile("// begin\\n(.*?)\\n *// end\\n", Pattern.DOTALL);

        assertThat(marked.matcher(Files.readString(SOURCE))
                        .results()
                        .map(match -> match.group(1).stripIndent().strip()))
                .hasSize(3)
                .allSatisfy(code -> assertThat(guide()).contains("```java\n" + code + "\n```"));
    }

    @Test
    void theGuidesCodeWritesTheRules(@TempDir Path folder) throws IOException {
        writeRules(folder);

        assertThat(folder.resolve("gitleaks-rule.toml")).hasContent(rules.gitleaks());
        assertThat(folder.resolve("trufflehog.yaml")).hasContent(rules.truffleHog());
        assertThat(folder.resolve("github-pattern.txt")).hasContent(rules.gitHubPattern());
    }

    @Test
    void theGuidesCodeGivesTryAgainWhileNoKeysWereFetched() {
        LeakFixture fixture = new LeakFixture();
        GitHubSecretScanning scanning = GitHubKeySource.wire(
                fixture.keys.apiKeys, format, SecretHasher.sha256(), new GitHubKeySource().current);

        assertThat(scanning.handle("abc", "AAAA", new byte[0]))
                .isEqualTo(GitHubAnswer.of(GitHubAnswer.Outcome.TRY_AGAIN));
    }

    private static String guide() throws IOException {
        return Files.readString(Path.of("../../docs/leaks.md"));
    }
}
