package io.keystile.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.JaxRsFlows;
import com.example.ServletFlows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.glassfish.jersey.servlet.ServletContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Compares the README's Java blocks with the files that they show, and runs those of them that run without Spring. */
class ReadmeJavaTest {
    private static final Pattern JAVA = Pattern.compile("(?s)(?:<!-- (\\S+) -->\\n)?```java\\n(.*?)```");
    private static final int MOST_LINES = 180;

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    @AfterEach
    void stopServer() throws Exception {
        server.stop();
    }

    @Test
    void everyJavaBlockIsAWholeFile() throws IOException {
        List<String> files = new ArrayList<>();
        for (MatchResult block : javaBlocks()) {
            assertThat(block.group(1))
                    .as("path before the block: %s", block.group(2))
                    .isNotNull();
            assertThat(block.group(2)).as(block.group(1)).isEqualTo(Readme.text(block.group(1)));
            files.add(block.group(1).replaceFirst(".*/", ""));
        }

        assertThat(files).containsExactly("ServletFlows.java", "JaxRsFlows.java");
    }

    @Test
    void everyJavaBlockHasFewerThan30Lines() throws IOException {
        assertThat(javaBlocks())
                .allSatisfy(block -> assertThat(block.group(2).lines().filter(line -> !line.isBlank()))
                        .as(block.group(1))
                        .hasSizeLessThan(30));
    }

    @Test
    void theReadmeIsShort() throws IOException {
        assertThat(Readme.text().lines()).hasSizeLessThanOrEqualTo(MOST_LINES);
    }

    @Test
    void theServletProgramAcceptsTheKeyThatItPrints() throws Exception {
        ServletContextHandler application = new ServletContextHandler("/");
        application.addEventListener(new ServletFlows());

        assertAcceptsOnlyItsKey(start(application));
    }

    @Test
    void theJaxRsProgramAcceptsTheKeyThatItPrints() throws Exception {
        ServletContextHandler application = new ServletContextHandler("/");
        ServletHolder jersey = new ServletHolder(ServletContainer.class);
        jersey.setInitParameter("jakarta.ws.rs.Application", JaxRsFlows.class.getName());
        jersey.setInitOrder(1); // otherwise the first request creates the application
        application.addServlet(jersey, "/*");

        assertAcceptsOnlyItsKey(start(application));
    }

    private static List<MatchResult> javaBlocks() throws IOException {
        return JAVA.matcher(Readme.text()).results().toList();
    }

    /** Starts the server with an application, and returns the key that the application prints. */
    private String start(ServletContextHandler application) throws Exception {
        server.addConnector(connector);
        server.setHandler(application);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream console = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            server.start();
        } finally {
            System.setOut(console);
        }
        return Readme.matches("(?m)^KEY=(\\S+)$", printed.toString(StandardCharsets.UTF_8))
                .get(0);
    }

    private void assertAcceptsOnlyItsKey(String key) throws Exception {
        assertThat(call("X-Other", "none").statusCode()).isEqualTo(401);
        assertThat(call("X-API-Key", key).statusCode()).isEqualTo(200);
        HttpResponse<String> bearer = call("Authorization", "Bearer " + key);
        assertThat(bearer.statusCode()).isEqualTo(200);
        assertThat(bearer.body()).isEqualTo("flows of acme");
    }

    private HttpResponse<String> call(String header, String value) throws Exception {
        URI uri = URI.create("http://localhost:" + connector.getLocalPort() + "/flows");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(20))
                .header(header, value)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
