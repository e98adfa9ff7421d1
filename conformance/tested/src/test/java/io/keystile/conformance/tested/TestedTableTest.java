package io.keystile.conformance.tested;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The table of what is tested is what was tested: each contract that has passed has left a line. This module is built after
 * those that leave them, so it needs a build of all of them, {@code mvn verify}.
 */
class TestedTableTest {
    private static final Path CONFORMANCE = Path.of("..");
    private static final Path DOCUMENT = Path.of("../../docs/adapters.md");
    private static final String HEAD = "| adapter | container | protocol |\n|---|---|---|\n";

    private static List<Path> files(String glob) throws IOException {
        try (Stream<Path> files = Files.walk(CONFORMANCE)) {
            return files.filter(CONFORMANCE.getFileSystem().getPathMatcher("glob:" + glob)::matches)
                    .toList();
        }
    }

    private static String row(Path report) {
        try {
            String[] fields = Files.readString(report).strip().split("\t", -1);
            return "| " + fields[1] + " | " + fields[0] + " | " + fields[2] + " |\n";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tableInTheDocumentationIsWhatWasTested() throws IOException {
        String table = files("../*/target/contract/*.txt").stream()
                .map(TestedTableTest::row)
                .sorted(Comparator.comparing((String row) -> row.contains("JAX-RS"))
                        .thenComparing(row -> row))
                .collect(Collectors.joining("", HEAD, ""));

        String document = Files.readString(DOCUMENT);
        String documented =
                document.substring(document.indexOf(HEAD), document.indexOf("\n\n", document.indexOf(HEAD)) + 1);

        assertThat(documented)
                .as("the table in docs/adapters.md; after a whole mvn verify it is:\n%s", table)
                .isEqualTo(table);
    }

    @Test
    void everyContractHasLeftItsLine() throws IOException {
        long contracts =
                files("../*/target/test-classes/**/*ContractTest.class").size();

        assertThat(files("../*/target/contract/*.txt")).hasSize((int) contracts).isNotEmpty();
    }
}
