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

/** Encryption counts where the container sees it itself; nobody here is taken for a client of this host. */
abstract class TlsChapter {
    private static final String FROM_AFAR = "X-Forwarded-For: 192.0.2.1";

    private final Starter starter;

    /** Starts a server that is reached in that way. */
    interface Starter {
        ContractServer start(Application application, Connection connection) throws Exception;
    }

    TlsChapter(Starter starter) {
        this.starter = starter;
    }

    private Answer ask(Connection connection, SocketFactory sockets) throws Exception {
        JaxRsSite site =
                JaxRsSite.start(feature -> feature, (application, any) -> starter.start(application, connection));
        try {
            String key = TestKeys.bearer(site.keys().issue());
            return new WireClient(site.server().base(), sockets).get("/answers/secure", key, FROM_AFAR);
        } finally {
            site.close();
        }
    }

    @Test
    void keyIsAcceptedOverTlsAndTheResourceSeesThat() throws Exception {
        Answer answer = ask(Connection.TLS, ServerCertificate.context().getSocketFactory());

        assertThat(answer.status()).as(answer.raw()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("secure: true");
    }

    @Test
    void connectionThatIsOnlyDeclaredSecureIsClearText() throws Exception {
        Answer answer = ask(Connection.DECLARED_SECURE, SocketFactory.getDefault());

        assertThat(answer.status()).as(answer.raw()).isEqualTo(403);
        assertThat(answer.problemType()).endsWith(":https-required");
    }
}
