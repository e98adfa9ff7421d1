package io.keystile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.keystile.key.ApiKeyFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that the Java blocks of docs/stores.md are compiled and work. */
class DocumentationTest {
    private static List<String> matches(String pattern, String file) throws IOException {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(Files.readString(Path.of(file)))
                .results()
                .map(match -> match.group(1).stripIndent().strip())
                .toList();
    }

    @Test
    void everyJavaBlockIsCompiledCode() throws IOException {
        assertThat(matches("```java\\n(.*?)```", "../../docs/stores.md"))
                .isEqualTo(matches("// begin\\n(.*?)\\n *// end", "src/test/java/io/keystile/jdbc/StoreSnippets.java"));
    }

    @Test
    void guideAndSchemaNameEveryFile() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/io/keystile/jdbc/postgresql"))) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .sorted(Comparator.comparingInt(name -> Integer.parseInt(name.substring(1, name.indexOf('_')))))
                    .toList();
            assertThat(matches("<include file=\"io/keystile/jdbc/postgresql/(.*?)\"", "../../docs/stores.md"))
                    .isEqualTo(names);
            assertThat(Stream.of(
                                    Dialect.POSTGRESQL.schema().stream(),
                                    Dialect.POSTGRESQL.additions().stream().map(Dialect.Addition::resource),
                                    Stream.of(Dialect.POSTGRESQL.changes()))
                            .flatMap(resources -> resources))
                    .containsExactlyInAnyOrderElementsOf(
                            names.stream().map(name -> "postgresql/" + name).toList());
        }
    }

    @Test
    void compiledBlocksRunInADatabaseWithOtherTables() {
        try (HikariDataSource pool = StoreSnippets.pool(TestDatabase.POSTGRESQL.newUrl())) {
            TestDatabase.execute(pool, "CREATE TABLE flow (id INT)");
            StoreSnippets.migrate(pool);
            StoreSnippets.authenticator(pool, ApiKeyFormat.ofBrand("pk")).close();
            StoreSnippets.following(pool).close();
        }
    }
}
