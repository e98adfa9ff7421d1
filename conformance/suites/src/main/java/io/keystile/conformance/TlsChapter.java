package io.keystile.conformance;

import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.adapter.Routes;
import io.keystile.servlet.ApiKeyFilter;
import io.keystile.testkit.Answer;
import io.keystile.testkit.ContractServer;
import io.keystile.testkit.TestKeys;
import io.keystile.testkit.WireClient;
import java.util.Map;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;

/**
 * A connection is encrypted only if the container itself terminates TLS. Each request has a forwarding header, because
 * clear text from this host would be accepted without one.
 */
abstract class TlsChapter {
    private static final String[] FORWARDING_HEADERS = {"X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: https"};

    private final TestKeys keys = new TestKeys();
    private final ServletContainer container;

    TlsChapter(ServletContainer container) {
        this.container = container;
    }

    private Answer get(Connection connection, SocketFactory sockets) throws Exception {
        Deployment deployment = new Deployment(
                "",
                context -> {
                    ServletContract.filterAll(
                            context, new ApiKeyFilter(keys.authenticator().build(), Routes.protectAll()));
                    ContractServlets.serve(
                            context,
                            "/secure",
                            (request, response) ->
                                    ContractServlets.print(response, "isSecure is " + request.isSecure()));
                },
                Map.of(),
                connection);
        ContractServer server = container.start(deployment);
        try {
            String[] headers = {FORWARDING_HEADERS[0], FORWARDING_HEADERS[1], bearer(keys.issue())};
            return new WireClient(server.base(), sockets).get("/secure", headers);
        } finally {
            server.stop().close();
        }
    }

    @Test
    void keyIsAcceptedOverTls() throws Exception {
        Answer answer = get(Connection.TLS, ServerCertificate.context().getSocketFactory());

        assertThat(answer.status()).as(answer.raw()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("isSecure is true");
    }

    @Test
    void connectionThatIsOnlyDeclaredSecureCountsAsClearText() throws Exception {
        Answer answer = get(Connection.DECLARED_SECURE, SocketFactory.getDefault());

        assertThat(answer.status()).as(answer.raw()).isEqualTo(403);
        assertThat(answer.problemType()).endsWith(":https-required");
    }
}
