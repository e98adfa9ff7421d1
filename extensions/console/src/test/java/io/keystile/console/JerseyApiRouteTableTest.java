package io.keystile.console;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The route table of the API through JAX-RS. */
class JerseyApiRouteTableTest extends ApiRouteTableTest {
    private static JerseyServer server;

    @BeforeAll
    static void start() {
        server = new JerseyServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    ConsoleResponse respond(TestRequest request) {
        ConsoleResponse response = server.send(site.api::respond, request);
        ApiSite.DESCRIPTION.requireDescribes(request.method(), request.path(), response);
        return response;
    }
}
