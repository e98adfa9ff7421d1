package io.keystile.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.servlet.ApiKeyFilter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks the commands and the dependency of the README, and the configuration of docs/web-xml.md. */
class ReadmeTest {

    @Test
    void theCommandsAreTheOnesThatAreRun() throws IOException {
        assertThat(Readme.blocks("sh")).containsExactly("examples/run quickstart\n", "mvn verify\n");
        assertThat(Files.readString(Readme.ROOT.resolve(".ci/run")))
                .contains("readme_command '**Test it.**'", "readme_command '**Run it.**'");
    }

    @Test
    void everyExampleIsThereWithTheCommandThatRunsIt() throws IOException {
        try (Stream<Path> examples = Files.list(Readme.ROOT.resolve("examples"))) {
            assertThat(examples.filter(folder -> Files.exists(folder.resolve("pom.xml"))))
                    .hasSizeGreaterThanOrEqualTo(3)
                    .allSatisfy(folder ->
                            assertThat(Readme.text()).contains("`examples/run " + folder.getFileName() + "`"));
        }
    }

    @Test
    void theDependencyIsThisVersion() throws IOException {
        String version = Readme.matches("<version>(.*?)</version>", Files.readString(Readme.ROOT.resolve("pom.xml")))
                .get(0);

        assertThat(Readme.blocks("xml").get(0))
                .contains(
                        "<artifactId>keystile-spring-boot-starter</artifactId>", "<version>" + version + "</version>");
    }

    @Test
    void theWebXmlNamesEveryDispatch() throws IOException {
        assertThat(Readme.matches("<dispatcher>(.*?)</dispatcher>", Readme.webXml()))
                .containsExactlyInAnyOrderElementsOf(
                        ApiKeyFilter.allDispatches().stream().map(Enum::name).toList());
    }

    /** Deploys a web application with the web.xml and the configuration of docs/web-xml.md, and two static pages. */
    @Test
    void theWebXmlAndTheConfigurationProtectAWebApplication(@TempDir Path folder) throws Exception {
        Path webInf = Files.createDirectories(folder.resolve("war/WEB-INF"));
        String webXml = "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\">" + Readme.webXml()
                + "</web-app>";
        Files.writeString(webInf.resolve("web.xml"), webXml);
        Files.writeString(
                webInf.resolve("keystile.json"), Readme.configuration().replace("/var/lib/flows", folder.toString()));
        Files.writeString(folder.resolve("keys.json"), "{\"format\": 1, \"workspaces\": [], \"keys\": []}");
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
}
