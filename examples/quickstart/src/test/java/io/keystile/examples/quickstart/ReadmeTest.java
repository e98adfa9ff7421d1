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
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
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
        assertThat(ReadmeSnippets.plans().limits()).hasSize(1);
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
    void theWebXmlDeclaresThisFilterForEveryDispatch() throws IOException {
        String webXml = blocks("xml").get(1);

        assertThat(matches("<filter-class>(.*?)</filter-class>", webXml)).containsExactly(ApiKeyFilter.class.getName());
        assertThat(matches("<param-name>(.*?)</param-name>", webXml)).containsExactly(ApiKeyFilter.CONFIG_PARAMETER);
        assertThat(matches("<dispatcher>(.*?)</dispatcher>", webXml))
                .containsExactlyInAnyOrderElementsOf(
                        ApiKeyFilter.allDispatches().stream().map(Enum::name).toList());
    }

    @Test
    void theConfigurationStartsAFilterThatProtects(@TempDir Path folder) throws Exception {
        String json = blocks("json").get(0).replace("/var/lib/flows", folder.toString());
        Path config = Files.writeString(folder.resolve("keystile.json"), json);
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        FilterHolder filter = new FilterHolder(ApiKeyFilter.class);
        filter.setInitParameter(ApiKeyFilter.CONFIG_PARAMETER, config.toString());
        context.addFilter(filter, "/*", ApiKeyFilter.allDispatches());
        context.addServlet(new ServletHolder(new HealthServlet()), "/*");
        server.setHandler(context);
        server.start();
        try {
            assertThat(status(connector, "/health")).isEqualTo(200);
            assertThat(status(connector, "/flows/f1")).isEqualTo(401);
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
