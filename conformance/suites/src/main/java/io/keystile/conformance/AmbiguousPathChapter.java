package io.keystile.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.testkit.Answer;
import io.keystile.testkit.PathTricks;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An ambiguous path is never public, even if everything below its prefix is. */
abstract class AmbiguousPathChapter extends StageChapter {
    AmbiguousPathChapter(ServletStage stage) {
        super(stage);
    }

    /**
     * Returns the ambiguous paths without a line feed. A line feed ends the request line: Tomcat then responds as to
     * HTTP/0.9, and the rest is not part of the path.
     */
    static Stream<String> ambiguousPaths() {
        return PathTricks.refused().filter(path -> path.startsWith("/") && path.indexOf('\n') < 0);
    }

    @ParameterizedTest
    @MethodSource("ambiguousPaths")
    void ambiguousPathIsNeverPublic(String path) {
        byte[] utf8 = ("/public/page" + path).getBytes(StandardCharsets.UTF_8);

        Answer answer = get(new String(utf8, StandardCharsets.ISO_8859_1));

        assertThat(answer.body()).doesNotContain("public page");
        assertThat(answer.status()).isNotEqualTo(200);
    }

    @Test
    void contextPathIsNotPartOfTheMatchedPath() {
        assertThat(get("/public/page").status()).isEqualTo(200);
        assertThat(get("/stage/public/page").status()).isEqualTo(401);
    }
}
