package io.keystile.conformance.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Compares the Java blocks of {@code docs/adapters.md} with the code between {@code // begin} and {@code // end} in
 * these sources.
 */
class DocumentationTest {
    private static final Path SOURCES = Path.of("src/test/java/io/keystile/conformance/jdk");
    private static final Path WEBFLUX = Path.of("../spring-webflux/src/test/java/io/keystile/conformance/webflux");
    private static final List<Path> MARKED = List.of(
            Path.of("../jersey-3/src/test/java/io/keystile/conformance/jersey/GrizzlyConnectionFilter.java"),
            WEBFLUX.resolve("WebFluxGuideTest.java"),
            WEBFLUX.resolve("GatewayTest.java"),
            SOURCES.resolve("ProtectionCheckTest.java"),
            SOURCES.resolve("ApiKeyHandler.java"),
            SOURCES.resolve("EventLoopTest.java"),
            SOURCES.resolve("JdkHttpServerTest.java"));

    private static List<String> matches(String pattern, String text) {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(text)
                .results()
                .map(match -> match.group(1).stripIndent().strip())
                .toList();
    }

    @Test
    void everyJavaBlockIsCompiledCode() throws IOException {
        StringBuilder sources = new StringBuilder();
        for (Path source : MARKED) {
            sources.append(Files.readString(source));
        }

        assertThat(matches("```java\\n(.*?)```", Files.readString(Path.of("../../docs/adapters.md"))))
                .isEqualTo(matches("// begin\\n(.*?)\\n *// end", sources.toString()));
    }
}
