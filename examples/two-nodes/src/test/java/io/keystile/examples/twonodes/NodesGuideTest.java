package io.keystile.examples.twonodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Compares the Java blocks of docs/nodes.md with code that is compiled. */
class NodesGuideTest {
    private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");

    @Test
    void javaBlocksAreCodeThatIsCompiled() throws IOException {
        String code = withoutSpaces(Files.readString(Path.of("src/main/java/io/keystile/examples/twonodes/Node.java"))
                + Files.readString(Path.of("src/test/java/io/keystile/examples/twonodes/NodesGuideSnippets.java")));
        List<String> blocks = JAVA.matcher(Files.readString(Path.of("../../docs/nodes.md")))
                .results()
                .map(block -> withoutSpaces(block.group(1)))
                .toList();

        assertThat(blocks).hasSize(3).allSatisfy(block -> assertThat(code).contains(block));
    }

    private static String withoutSpaces(String text) {
        return text.replaceAll("\\s", "");
    }
}
