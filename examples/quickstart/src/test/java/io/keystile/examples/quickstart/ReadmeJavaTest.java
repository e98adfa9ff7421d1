package io.keystile.examples.quickstart;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the README's Java blocks with code that is compiled and run in the examples or {@link ReadmeSnippets}. */
class ReadmeJavaTest {
    private static final Path SNIPPETS =
            Path.of("examples/quickstart/src/test/java/io/keystile/examples/quickstart/ReadmeSnippets.java");

    /**
     * The code between {@code // begin} and {@code // end} below {@code examples} equals the README's blocks, in order.
     */
    @Test
    void everyJavaBlockIsCompiledCode() throws IOException {
        Map<Path, List<String>> blocks = javaBlocks();
        Map<Path, List<String>> compiled = markedRegions();

        assertThat(blocks.keySet()).isEqualTo(compiled.keySet());
        blocks.forEach((source, ofSource) -> assertThat(ofSource)
                .as(source.toString())
                .containsExactlyElementsOf(requireNonNull(compiled.get(source))));
    }

    /** Returns the README's blocks by source. A block whose source no comment names is from {@link ReadmeSnippets}. */
    private static Map<Path, List<String>> javaBlocks() throws IOException {
        Map<Path, List<String>> blocks = new TreeMap<>();
        Pattern block = Pattern.compile("(?s)(?:<!-- (\\S+) -->\\n)?```java\\n(.*?)```");
        block.matcher(Readme.text()).results().forEach(match -> {
            Path source = match.group(1) == null ? SNIPPETS : Path.of(match.group(1));
            blocks.computeIfAbsent(source, unseen -> new ArrayList<>()).add(withoutIndent(match.group(2)));
        });
        return blocks;
    }

    private static Map<Path, List<String>> markedRegions() throws IOException {
        Map<Path, List<String>> regions = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Readme.ROOT.resolve("examples"))) {
            for (Path file : files.filter(ReadmeJavaTest::isExample).toList()) {
                List<String> marked = Readme.matches("(?s)// begin\\n(.*?)\\n *// end\\n", Files.readString(file));
                if (!marked.isEmpty()) {
                    regions.put(
                            Readme.ROOT.relativize(file),
                            marked.stream().map(ReadmeJavaTest::withoutIndent).toList());
                }
            }
        }
        return regions;
    }

    private static boolean isExample(Path file) {
        return file.toString().endsWith(".java") && (file.toString().contains("/src/main/") || file.endsWith(SNIPPETS));
    }

    @Test
    void theCompiledBlocksRun() {
        ReadmeSnippets snippets = new ReadmeSnippets();

        assertThatThrownBy(() -> snippets.createKeys().reveal()).hasMessageContaining("revealed before");
        assertThat(snippets.plans().limits()).hasSize(1);
        assertThat(snippets.pepper("SHXU4sFO0rHgNAuMXlHFBEb8lMT8V7ljz0N2H6KTm0E=")
                        .realm())
                .isEqualTo("api");
        snippets.listen().close();
        assertThat(snippets.allowlist().allowlist()).isNotNull();
        assertThatCode(ReadmeSnippets::routes).doesNotThrowAnyException();
    }

    private static String withoutIndent(String code) {
        return code.stripIndent().strip();
    }
}
