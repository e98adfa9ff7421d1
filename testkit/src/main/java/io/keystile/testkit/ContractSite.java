package io.keystile.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Assumptions;

/** One server under contract, seen from outside. */
record ContractSite(ContractApplication application, ContractServer server, ContractClient client) {
    private static final Set<Integer> DENIALS = Set.of(400, 401, 403, 429, 503);

    Answer get(String path, String... headerLines) {
        return send("GET", path, headerLines);
    }

    Answer send(String method, String path, String... headerLines) {
        return sendBody(method, path, "", headerLines);
    }

    /** Sends a request, and sees to it that a resource which was denied has not run either. */
    Answer sendBody(String method, String path, String body, String... headerLines) {
        int before = application.runs();
        Answer answer = client.send(method, path, body, headerLines);
        if (DENIALS.contains(answer.status())) {
            assertThat(application.runs())
                    .as("runs of resources behind %s", answer.raw())
                    .isEqualTo(before);
        }
        return answer;
    }

    /** Returns the client of the bytes themselves, or skips the test where another protocol has none to write. */
    WireClient wire() {
        Assumptions.assumeTrue(client instanceof WireClient, "Writes the bytes of HTTP/1.1");
        return (WireClient) client;
    }

    void stop() throws Exception {
        server.stop().close();
        application.authenticator().close();
    }
}
