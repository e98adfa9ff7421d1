package io.keystile.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Assumptions;

/** A server under test, with the application that it serves and the client that calls it. */
record ContractSite(ContractApplication application, ContractServer server, ContractClient client) {
    private static final Set<Integer> DENIAL_STATUS_CODES = Set.of(400, 401, 403, 429, 503);

    Answer get(String path, String... headerLines) {
        return send("GET", path, headerLines);
    }

    Answer send(String method, String path, String... headerLines) {
        return sendBody(method, path, "", headerLines);
    }

    /** Sends a request. If the response is a denial, checks that no protected resource ran. */
    Answer sendBody(String method, String path, String body, String... headerLines) {
        int before = application.runs();
        Answer answer = client.send(method, path, body, headerLines);
        if (DENIAL_STATUS_CODES.contains(answer.status())) {
            assertThat(application.runs())
                    .as("runs of protected resources after the denial %s", answer.raw())
                    .isEqualTo(before);
        }
        return answer;
    }

    /** Returns the client that writes raw HTTP/1.1. Skips the test if the server is called over another protocol. */
    WireClient wire() {
        Assumptions.assumeTrue(client instanceof WireClient, "The test needs raw HTTP/1.1");
        return (WireClient) client;
    }

    void stop() throws Exception {
        server.stop().close();
        application.authenticator().close();
    }
}
