package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Content-Security-Policy forbids these at run time; here nobody can write them. */
class TemplatesTest {
    private static final Path MAIN = Path.of("src/main");

    /** What a template must not contain, and what would be right. */
    private static final List<Pattern> FORBIDDEN = List.of(
            Pattern.compile("(?i)\\sstyle\\s*="),
            Pattern.compile("(?i)<style"),
            Pattern.compile("(?i)\\son[a-z]+\\s*="),
            Pattern.compile(
                    "(?i)<script(?! type=\"module\" src=\"\\$\\{frame\\.assets\\(\\)}console\\.js\"></script>)"),
            Pattern.compile("(?i)javascript:"),
            Pattern.compile("\\$unsafe"),
            Pattern.compile("(?i)<(iframe|object|embed|base|meta\\s+http-equiv)"),
            // Links are relative, so that the console works behind any prefix.
            Pattern.compile("(?i)(href|src|action)=\"(/|[a-z]+:)"),
            // Unquoted and single-quoted values would be escaped for another context.
            Pattern.compile("\\s[a-z-]+=\\$\\{"),
            Pattern.compile("='[^']*\\$\\{"));

    @Test
    void templatesHoldNothingThatRunsOrStylesByItself() throws IOException {
        List<Path> templates = files(MAIN.resolve("jte"));

        assertThat(templates).hasSizeGreaterThan(10);
        for (Path template : templates) {
            String text = Files.readString(template);
            FORBIDDEN.forEach(
                    pattern -> assertThat(text).as(template.toString()).doesNotContainPattern(pattern));
        }
    }

    @Test
    void everyFormThatChangesSomethingHasTheFieldsOfTheApplication() throws IOException {
        for (Path template : files(MAIN.resolve("jte"))) {
            String text = Files.readString(template);
            assertThat(text.split("method=\"post\"", -1).length)
                    .as(template.toString())
                    .isEqualTo(text.split("@template\\.hidden\\(frame = frame\\)", -1).length);
        }
    }

    @Test
    void theScriptKeepsNothingAndMakesNoHtml() throws IOException {
        String script = Files.readString(MAIN.resolve("resources/io/keystile/console/assets/console.js"));

        assertThat(script)
                .doesNotContain(
                        "innerHTML",
                        "outerHTML",
                        "insertAdjacentHTML",
                        "document.write",
                        "eval",
                        "Storage",
                        "indexedDB",
                        "cookie",
                        "fetch",
                        "XMLHttpRequest",
                        "sendBeacon",
                        ".style",
                        "import ");
    }

    @Test
    void theStylesheetLoadsNothing() throws IOException {
        assertThat(Files.readString(MAIN.resolve("resources/io/keystile/console/assets/console.css")))
                .doesNotContain("url(", "@import", "expression");
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
