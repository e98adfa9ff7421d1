package io.keystile.examples.quickstart;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.servlet.ApiKeyFilter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's blocks are what is compiled and run here. */
class ReadmeTest {
    private static final Path ROOT = Path.of("../..");
    private static final Path SNIPPETS =
            Path.of("examples/quickstart/src/test/java/io/keystile/examples/quickstart/ReadmeSnippets.java");

    /** What stands between marks in the sources below {@code examples} is what stands in the README, in the same order. */
    @Test
    void everyJavaBlockIsCompiledCode() throws IOException {
        Map<Path, List<String>> blocks = javaBlocks();
        Map<Path, List<String>> compiled = markedRegions();

        assertThat(blocks.keySet()).isEqualTo(compiled.keySet());
        blocks.forEach((source, ofSource) -> assertThat(ofSource)
                .as(source.toString())
                .containsExactlyElementsOf(requireNonNull(compiled.get(source))));
    }

    /** The README's blocks of each source; a block that does not name its source in a comment is of the snippets. */
    private static Map<Path, List<String>> javaBlocks() throws IOException {
        Map<Path, List<String>> blocks = new TreeMap<>();
        Pattern block = Pattern.compile("(?s)(?:<!-- (\\S+) -->\\n)?```java\\n(.*?)```");
        block.matcher(Files.readString(ROOT.resolve("README.md"))).results().forEach(match -> {
            Path source = match.group(1) == null ? SNIPPETS : Path.of(match.group(1));
            blocks.computeIfAbsent(source, unseen -> new ArrayList<>()).add(withoutIndent(match.group(2)));
        });
        return blocks;
    }

    private static Map<Path, List<String>> markedRegions() throws IOException {
        Map<Path, List<String>> regions = new TreeMap<>();
        try (Stream<Path> files = Files.walk(ROOT.resolve("examples"))) {
            for (Path file : files.filter(ReadmeTest::isExample).toList()) {
                List<String> marked = matches("(?s)// begin\\n(.*?)\\n *// end\\n", Files.readString(file));
                if (!marked.isEmpty()) {
                    regions.put(
                            ROOT.relativize(file),
                            marked.stream().map(ReadmeTest::withoutIndent).toList());
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
        assertThat(snippets.pepper("AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=")
                        .realm())
                .isEqualTo("api");
        snippets.listen().close();
        assertThat(snippets.allowlist().allowlist()).isNotNull();
        assertThatCode(ReadmeSnippets::routes).doesNotThrowAnyException();
    }

    @Test
    void theCommandsAreTheOnesThatAreRun() throws IOException {
        assertThat(blocks("sh"))
                .containsExactly("mvn -q -pl examples/quickstart -am compile exec:java\n", "mvn verify\n");
        assertThat(Files.readString(ROOT.resolve(".ci/run")))
                .contains("readme_command '**Test it.**'", "readme_command '**Run it.**'");
    }

    @Test
    void everyExampleIsThereWithTheCommandThatRunsIt() throws IOException {
        try (Stream<Path> examples = Files.list(ROOT.resolve("examples"))) {
            assertThat(examples.filter(folder -> Files.exists(folder.resolve("pom.xml"))))
                    .hasSizeGreaterThanOrEqualTo(3)
                    .allSatisfy(folder -> assertThat(Files.readString(ROOT.resolve("README.md")))
                            .contains("mvn -q -pl examples/" + folder.getFileName() + " -am compile exec:java"));
        }
    }

    @Test
    void theDependencyIsThisVersion() throws IOException {
        String version = matches("<version>(.*?)</version>", Files.readString(ROOT.resolve("pom.xml")))
                .get(0);

        assertThat(blocks("xml").get(0))
                .contains("<artifactId>keystile-servlet</artifactId>", "<version>" + version + "</version>");
    }

    @Test
    void theWebXmlNamesEveryDispatch() throws IOException {
        assertThat(matches("<dispatcher>(.*?)</dispatcher>", blocks("xml").get(1)))
                .containsExactlyInAnyOrderElementsOf(
                        ApiKeyFilter.allDispatches().stream().map(Enum::name).toList());
    }

    /** The web application has the README's web.xml and configuration, and two static pages. */
    @Test
    void theWebXmlAndTheConfigurationProtectAWebApplication(@TempDir Path folder) throws Exception {
        Path webInf = Files.createDirectories(folder.resolve("war/WEB-INF"));
        String webXml = "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\">"
                + blocks("xml").get(1) + "</web-app>";
        Files.writeString(webInf.resolve("web.xml"), webXml);
        Files.writeString(
                webInf.resolve("keystile.json"), blocks("json").get(0).replace("/var/lib/flows", folder.toString()));
        Files.writeString(folder.resolve("war/health"), "up");
        Files.writeString(folder.resolve("war/flows"), "secret");
        WebAppContext application = new WebAppContext();
        application.setWar(folder.resolve("war").toString());
        application.setParentLoaderPriority(true);
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        server.addConnector(connector);
        server.setHandler(application);
        server.start();
        try {
            assertThat(status(connector, "/health")).isEqualTo(200);
            assertThat(status(connector, "/flows")).isEqualTo(401);
        } finally {
            server.stop();
        }
    }

    private static int status(ServerConnector server, String path) throws Exception {
        URI uri = URI.create("http://localhost:" + server.getLocalPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static List<String> blocks(String language) throws IOException {
        return matches("(?s)```" + language + "\\n(.*?)```", Files.readString(ROOT.resolve("README.md")));
    }

    private static List<String> matches(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static String withoutIndent(String code) {
        return code.stripIndent().strip();
    }
}
