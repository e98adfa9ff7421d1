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
 * Compares the table in {@code docs/adapters.md} with the contracts that have run. Each contract writes one line into
 * its module's {@code target/contract}. This module is built after those modules, and the test needs a build of all of
 * them ({@code mvn verify}).
 */
class TestedTableTest {
    private static final Path CONFORMANCE = Path.of("..");
    private static final Path DOCUMENT = Path.of("../../docs/adapters.md");
    private static final String TABLE_HEADER = "| adapter | container | protocol |\n|---|---|---|\n";

    private static List<Path> files(String glob) throws IOException {
        try (Stream<Path> files = Files.walk(CONFORMANCE)) {
            return files.filter(CONFORMANCE.getFileSystem().getPathMatcher("glob:" + glob)::matches)
                    .toList();
        }
    }

    private static String tableRow(Path report) {
        try {
            String[] fields = Files.readString(report).strip().split("\t", -1);
            return "| " + fields[1] + " | " + fields[0] + " | " + fields[2] + " |\n";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tableInTheDocumentationListsWhatWasTested() throws IOException {
        String table = files("../*/target/contract/*.txt").stream()
                .map(TestedTableTest::tableRow)
                .sorted(Comparator.comparing((String row) -> row.contains("JAX-RS"))
                        .thenComparing(row -> row))
                .collect(Collectors.joining("", TABLE_HEADER, ""));

        String document = Files.readString(DOCUMENT);
        String documented = document.substring(
                document.indexOf(TABLE_HEADER), document.indexOf("\n\n", document.indexOf(TABLE_HEADER)) + 1);

        assertThat(documented)
                .as("the table in docs/adapters.md; after a complete mvn verify it must read:\n%s", table)
                .isEqualTo(table);
    }

    @Test
    void everyContractHasWrittenItsLine() throws IOException {
        long contracts =
                files("../*/target/test-classes/**/*ContractTest.class").size();

        assertThat(files("../*/target/contract/*.txt")).hasSize((int) contracts).isNotEmpty();
    }
}
