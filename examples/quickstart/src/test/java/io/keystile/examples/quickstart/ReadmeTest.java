package io.keystile.examples.quickstart;

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
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's blocks are what is compiled and run here. */
class ReadmeTest {
    private static final Path ROOT = Path.of("../..");
    private static final Path SNIPPETS = Path.of("src/test/java/io/keystile/examples/quickstart/ReadmeSnippets.java");

    @Test
    void everyJavaBlockIsCompiledCode() throws IOException {
        List<String> compiled = matches("(?s)// begin\\n(.*?)// end", Files.readString(SNIPPETS));

        List<String> blocks = blocks("java");

        assertThat(blocks).hasSameSizeAs(compiled);
        for (int i = 0; i < blocks.size(); i++) {
            assertThat(withoutIndent(blocks.get(i))).isEqualTo(withoutIndent(compiled.get(i)));
        }
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
