package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The route table of the console through JAX-RS. */
class JerseyRouteTableTest extends RouteTableTest {
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
        return server.send(site.console::respond, request);
    }

    /** JAX-RS knows absolute addresses only. */
    @Override
    @Test
    void aPathWithoutASlashLeadsToItselfWithOne() {
        for (String path : new String[] {"", "/w/acme", "/w/https:evil.example"}) {
            ConsoleResponse response = respond(TestRequest.get(path).as(TestUsers.MANAGER));

            assertThat(response.status()).isEqualTo(303);
            assertThat(ApiSite.header(response, "Location")).contains(server.base() + path + "/");
        }
    }
}
