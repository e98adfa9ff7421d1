package io.keystile.conformance.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.conformance.Connection;
import io.keystile.conformance.ServerCertificate;
import io.keystile.testkit.Answer;
import io.keystile.testkit.ContractServer;
import io.keystile.testkit.TestKeys;
import io.keystile.testkit.WireClient;
import jakarta.ws.rs.core.Application;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;

/**
 * A connection is encrypted only if the container itself terminates TLS. Each request has a forwarding header, because
 * clear text from this host would be accepted without one.
 */
abstract class TlsChapter {
    private static final String FORWARDING_HEADER = "X-Forwarded-For: 192.0.2.1";

    private final Starter starter;

    /** Starts a server to which clients connect with {@code connection}. */
    interface Starter {
        ContractServer start(Application application, Connection connection) throws Exception;
    }

    TlsChapter(Starter starter) {
        this.starter = starter;
    }

    private Answer get(Connection connection, SocketFactory sockets) throws Exception {
        JaxRsSite site =
                JaxRsSite.start(feature -> feature, (application, any) -> starter.start(application, connection));
        try {
            String key = TestKeys.bearer(site.keys().issue());
            return new WireClient(site.server().base(), sockets).get("/answers/secure", key, FORWARDING_HEADER);
        } finally {
            site.close();
        }
    }

    @Test
    void keyIsAcceptedOverTlsAndTheResourceSeesASecureRequest() throws Exception {
        Answer answer = get(Connection.TLS, ServerCertificate.context().getSocketFactory());

        assertThat(answer.status()).as(answer.raw()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("secure: true");
    }

    @Test
    void connectionThatIsOnlyDeclaredSecureCountsAsClearText() throws Exception {
        Answer answer = get(Connection.DECLARED_SECURE, SocketFactory.getDefault());

        assertThat(answer.status()).as(answer.raw()).isEqualTo(403);
        assertThat(answer.problemType()).endsWith(":https-required");
    }
}
