package io.keystile.servlet;

import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.keystile.ApiKeyAuthenticator;
import io.keystile.adapter.Routes;
import io.keystile.testkit.Answer;
import io.keystile.testkit.TestKeys;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The container takes the peer's address from a forwarding header, as some do behind a proxy. */
class RewrittenPeerTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(ApiKeyAuthenticator.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final TestKeys keys = new TestKeys();
    private final String key = bearer(keys.issue());

    @BeforeEach
    void capture() {
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.WARN);
    }

    @AfterEach
    void stopCapturing() {
        logger.setLevel(null);
        logger.detachAppender(log);
    }

    private TestServer server() {
        return new TestServer(new ApiKeyFilter(keys.authenticator().build(), Routes.protectAll()))
                .serve("/*", "resource");
    }

    private List<String> warnings() {
        return new ArrayList<>(log.list)
                .stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void jettysCustomizerIsRecognizedAndNamedOnce() {
        try (TestServer server = server().rewritingAddresses().start()) {
            for (int i = 0; i < 3; i++) {
                Answer answer = server.get("/", key, "X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: https");
                assertThat(answer.status()).isEqualTo(403);
                assertThat(answer.body()).contains("https-required").doesNotContain("203.0.113.7", "Jetty", "proxies");
            }
        }

        assertThat(warnings())
                .singleElement()
                .asString()
                .contains(
                        "203.0.113.7 is also in a forwarding header", "ForwardedRequestCustomizer", "Switch that off");
    }

    /** Replaces the address and marks the request, as Tomcat's valve does. */
    private static Filter likeTomcat(String address) {
        return (request, response, chain) -> {
            request.setAttribute("org.apache.tomcat.request.forwarded", true);
            chain.doFilter(
                    new HttpServletRequestWrapper((HttpServletRequest) request) {
                        @Override
                        public String getRemoteAddr() {
                            return address;
                        }
                    },
                    response);
        };
    }

    @Test
    void tomcatsMarkIsRecognized() {
        TestServer server = server().filterFirst(likeTomcat("203.0.113.7"));
        try (server) {
            server.start();
            assertThat(server.get("/", key).status()).isEqualTo(403);
        }

        assertThat(warnings())
                .singleElement()
                .asString()
                .contains(
                        "Tomcat's RemoteIpValve or RemoteIpFilter replaced the peer's address by 203.0.113.7",
                        "server.forward-headers-strategy=none");
    }

    @Test
    void loopbackAddressFromAHeaderIsNotALocalClient() {
        TestServer server = server().filterFirst(likeTomcat("127.0.0.1"));
        try (server) {
            server.start();
            assertThat(server.get("/", key).status()).isEqualTo(403);
        }
    }
}
