package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.admin.ApiKeys;
import io.keystile.admin.ImportResult;
import io.keystile.key.SecretHash;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.Plans;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.KeyQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds docs/import.md to code that is compiled, and to a document that is taken. */
class ImportGuideTest {
    private static List<String> matches(String pattern, String file) throws IOException {
        return Pattern.compile("(?s)" + pattern)
                .matcher(Files.readString(Path.of(file)))
                .results()
                .map(match -> match.group(1).stripIndent().strip())
                .toList();
    }

    @Test
    void everyJavaBlockIsCompiledCode() throws IOException {
        assertThat(matches("```java\\n(.*?)```", "../docs/import.md"))
                .isEqualTo(matches("// begin\\n(.*?)\\n *// end", "src/test/java/io/keystile/ImportSnippets.java"));
    }

    @Test
    void theDocumentIsTakenAndItsKeysVerify(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("keys.json");
        Files.writeString(
                file, matches("```json\\n(.*?)```", "../docs/import.md").get(0));
        InMemoryApiKeyStore store = new InMemoryApiKeyStore();
        SecretHasher hasher = SecretHasher.sha256();
        ApiKeys keys = new ApiKeys(store, TestKeys.FORMAT, hasher, Plans.standard());

        assertThat(ImportSnippets.records(keys, file)).isEqualTo(new ImportResult(1, 2, 0));
        assertThat(store.list(KeyQuery.ofAll()))
                .extracting(ApiKeyRecord::hash)
                .extracting(SecretHash::scheme)
                .containsExactly("bcrypt", "sha256");
        ImportSnippets.formats(store).close();
    }
}
