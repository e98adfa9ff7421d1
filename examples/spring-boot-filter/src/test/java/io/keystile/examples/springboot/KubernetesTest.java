package io.keystile.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.keystile.ApiKeyAuthenticator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** On Kubernetes Spring Boot reads forwarding headers itself, unless it is told not to. */
class KubernetesTest {
    @TempDir
    private Path folder = Path.of("");

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    /** Calls the application as an ingress on this host does, for a client with this address. */
    private int statusOf(String setting, String client) throws Exception {
        ConfigurableApplicationContext application = SpringApplication.run(FlowsApplication.class, new String[] {
            "--server.port=0",
            "--keystile.key-file=" + folder.resolve("keys.json"),
            "--logging.level.root=off",
            "--logging.level.io.keystile=warn",
            "--spring.main.banner-mode=off",
            setting
        });
        try (application) {
            log.start();
            ((Logger) LoggerFactory.getLogger(ApiKeyAuthenticator.class)).addAppender(log);
            String port = application.getEnvironment().getRequiredProperty("local.server.port");
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/flows/f1/execute"))
                    .timeout(Duration.ofSeconds(20))
                    .header("X-Forwarded-For", client)
                    .header("X-Forwarded-Proto", "https")
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        }
    }

    private List<String> warnings() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "spring.main.cloud-platform=kubernetes, Tomcat's RemoteIpValve or RemoteIpFilter",
        "server.forward-headers-strategy=native, Tomcat's RemoteIpValve or RemoteIpFilter",
        "server.forward-headers-strategy=framework, Spring's ForwardedHeaderFilter"
    })
    void replacedPeerIsNamedWithTheRemedy(String setting, String rewriter) throws Exception {
        assertThat(statusOf("--" + setting, "203.0.113.7")).isEqualTo(403);

        assertThat(warnings())
                .singleElement()
                .asString()
                .contains(
                        rewriter + " replaced the peer's address by 203.0.113.7",
                        "server.forward-headers-strategy=none",
                        "clientAddresses(...)");
    }

    @ParameterizedTest
    @CsvSource({"spring.main.cloud-platform=kubernetes", "server.forward-headers-strategy=framework"})
    void clientThatClaimsToBeLocalIsDenied(String setting) throws Exception {
        assertThat(statusOf("--" + setting, "127.0.0.1")).isEqualTo(403);
    }

    @Test
    void withoutRewritingThePeerIsTheProxy() throws Exception {
        assertThat(statusOf("--server.forward-headers-strategy=none", "203.0.113.7"))
                .isEqualTo(403);

        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("with X-Forwarded-For, X-Forwarded-Proto, ignored because 127.0.0.1 is not a trusted proxy");
    }
}
