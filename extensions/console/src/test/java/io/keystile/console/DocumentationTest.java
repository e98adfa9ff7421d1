package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.Keystile;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.InMemoryApiKeyStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks that the Java blocks of docs/console.md and docs/admin-api.md are compiled and work. */
class DocumentationTest {
    private static List<String> matches(String pattern, String file) throws IOException {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(Files.readString(Path.of(file)))
                .results()
                .map(match -> match.group(1).stripIndent().strip())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"console.md, ConsoleSnippets", "admin-api.md, AdminApiSnippets"})
    void everyJavaBlockIsCompiledCode(String page, String snippets) throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher block = Pattern.compile("(?s)(?:<!-- (\\S+\\.java) -->\\n)?```java\\n(.*?)```")
                .matcher(Files.readString(Path.of("../../docs/" + page)));
        while (block.find()) {
            String code = block.group(2).stripIndent().strip();
            if (block.group(1) == null) {
                blocks.add(code);
            } else {
                // In an example, since the framework is one that this module does not know.
                assertThat(matches("// begin docs/" + page + "\\n(.*?)\\n *// end", "../../" + block.group(1)))
                        .contains(code);
            }
        }

        assertThat(blocks)
                .isNotEmpty()
                .isEqualTo(matches(
                        "// begin\\n(.*?)\\n *// end", "src/test/java/io/keystile/console/" + snippets + ".java"));
    }

    @Test
    void everyPropertyOfTheStylesheetThatIsNamedExists() throws IOException {
        String stylesheet = Files.readString(Path.of("src/main/resources/io/keystile/console/assets/console.css"));

        assertThat(matches("(--ks-[a-z-]+)", "../../docs/console.md"))
                .isNotEmpty()
                .allSatisfy(property -> assertThat(stylesheet).contains(property + ":"));
    }

    @Test
    void theUserIsTheOneOfTheContainer() throws Exception {
        try (Keystile keystile = Keystile.builder(new InMemoryApiKeyStore(), "pk")
                .environments("live")
                .build()) {
            keystile.keys().createWorkspace(Site.SYSTEM, WorkspaceRecord.of("acme", "free"));
            Console console = ConsoleSnippets.console(keystile);
            try (Jetty nobody = new Jetty(console, "/", "/settings/api-keys");
                    Jetty member = new Jetty(console, "/", "/settings/api-keys", new LogIn())) {
                assertThat(get(nobody, "w/acme/")).isEqualTo(303);
                assertThat(get(member, "w/acme/")).isEqualTo(200);
                assertThat(get(member, "w/globex/")).isEqualTo(404);
            }
        }
    }

    private static int get(Jetty server, String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server.console() + path)).build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }
}
